import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import { createYoga } from 'graphql-yoga';
import { auth, includes, protectSchema, publicField } from 'portcullis/access';
import { order, products, restock, setPrice } from './shop.js';
import { viewerOf } from './viewer.js';

const builder = new SchemaBuilder({});
builder.enumType('Role', { values: { CLERK: {}, MANAGER: { extensions: includes('CLERK') } } });
const Product = builder.objectRef('Product').implement({
  fields: (t) => ({
    sku: t.exposeID('sku'),
    price: t.exposeInt('price'),
    cost: t.exposeInt('cost', { extensions: auth({ role: 'MANAGER' }) }),
  }),
});
const Order = builder.objectRef('Order').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    buyer: t.exposeID('buyer'),
    address: t.exposeString('address', { extensions: auth({ anyOf: [{ role: 'CLERK' }, { owner: 'buyer' }] }) }),
  }),
});
builder.queryType({
  fields: (t) => ({
    products: t.field({ type: [Product], extensions: publicField(), resolve: products }),
    order: t.field({
      type: Order,
      args: { id: t.arg.id({ required: true }) },
      extensions: auth(),
      resolve: (_, { id }) => order(id),
    }),
  }),
});
builder.mutationType({
  fields: (t) => {
    const sku = t.arg.id({ required: true });
    const price = t.arg.int({ required: true });
    return {
      restock: t.field({ type: Product, args: { sku }, extensions: auth({ role: 'CLERK' }), resolve: restock }),
      setPrice: t.field({
        type: Product,
        args: { sku, price },
        extensions: auth({ role: 'MANAGER' }),
        resolve: (_, args) => setPrice(args.price),
      }),
    };
  },
});

const options = { viewerOf: ({ viewer }) => viewer, addDefinitions: true };
const access = protectSchema(builder.toSchema(), options);
const context = ({ request }) => ({ viewer: viewerOf(request.headers.get('authorization')) });
const server = createServer(createYoga({ schema: access.schema, context, graphqlEndpoint: '/' }));
server.listen(Number(process.env.PORT ?? 4000), 'localhost', () => {
  console.log(`Ready at http://localhost:${server.address().port}/`);
});
