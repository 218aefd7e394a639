import 'reflect-metadata';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  Args,
  Extensions,
  Field,
  GraphQLModule,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  registerEnumType,
} from '@nestjs/graphql';
import type { GraphQLSchema } from 'graphql';
import { auth, protectSchema, publicField, type Viewer } from 'portcullis/access';
import { order, products, restock, setPrice } from '../hosts/shop.js';
import { viewerOf } from '../hosts/viewer.js';

enum Role {
  CLERK = 'CLERK',
  MANAGER = 'MANAGER',
}
registerEnumType(Role, { name: 'Role', valuesMap: { MANAGER: { directives: ['@includes(roles: ["CLERK"])'] } } });

@ObjectType()
class Product {
  @Field(() => ID, { nullable: true }) sku?: string;
  @Field(() => Int, { nullable: true }) price?: number;
  @Extensions(auth<keyof typeof Role>({ role: 'MANAGER' }))
  @Field(() => Int, { nullable: true })
  cost?: number;
}

@ObjectType()
class Order {
  @Field(() => ID, { nullable: true }) id?: string;
  @Field(() => ID, { nullable: true }) buyer?: string;
  @Extensions(auth<keyof typeof Role>({ anyOf: [{ role: 'CLERK' }, { owner: 'buyer' }] }))
  @Field(() => String, { nullable: true })
  address?: string;
}

@Resolver()
class Shop {
  @Extensions(publicField())
  @Query(() => [Product], { nullable: true })
  products() {
    return products();
  }

  @Extensions(auth())
  @Query(() => Order, { nullable: true })
  order(@Args('id', { type: () => ID }) id: string) {
    return order(id);
  }

  @Extensions(auth<keyof typeof Role>({ role: 'CLERK' }))
  @Mutation(() => Product, { nullable: true })
  restock(@Args('sku', { type: () => ID }) _sku: string) {
    return restock();
  }

  @Extensions(auth<keyof typeof Role>({ role: 'MANAGER' }))
  @Mutation(() => Product, { nullable: true })
  setPrice(@Args('sku', { type: () => ID }) _sku: string, @Args('price', { type: () => Int }) price: number) {
    return setPrice(price);
  }
}

const viewerIn = ({ viewer }: { readonly viewer: Viewer }) => viewer;
const GraphQL = GraphQLModule.forRoot<ApolloDriverConfig>({
  driver: ApolloDriver,
  path: '/',
  autoSchemaFile: true,
  buildSchemaOptions: { orphanedTypes: [Role] },
  transformSchema: (schema: GraphQLSchema) =>
    protectSchema(schema, { viewerOf: viewerIn, addDefinitions: true }).schema,
  context: ({ req }: { req: { headers: { authorization?: string } } }) => ({
    viewer: viewerOf(req.headers.authorization),
  }),
  hideSchemaDetailsFromClientErrors: true,
  includeStacktraceInErrorResponses: false,
});

@Module({ imports: [GraphQL], providers: [Shop] })
class App {}

const app = await NestFactory.create(App, { logger: ['error'] });
await app.listen(Number(process.env.PORT ?? 4000), 'localhost');
console.log(`Ready at ${await app.getUrl()}/`);
