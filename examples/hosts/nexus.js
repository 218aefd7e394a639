import { createServer } from 'node:http';
import { createHandler } from 'graphql-http/lib/use/http';
import { enumType, idArg, intArg, makeSchema, mutationType, nonNull, objectType, queryType } from 'nexus';
import { auth, includes, protectSchema, publicField } from 'portcullis/access';
import { order, products, restock, setPrice } from './shop.js';
import { viewerOf } from './viewer.js';

const Role = enumType({
  name: 'Role',
  members: [{ name: 'CLERK' }, { name: 'MANAGER', extensions: includes('CLERK') }],
});
const Product = objectType({
  name: 'Product',
  definition(t) {
    t.id('sku');
    t.int('price');
    t.int('cost', { extensions: auth({ role: 'MANAGER' }) });
  },
});
const Order = objectType({
  name: 'Order',
  definition(t) {
    t.id('id');
    t.id('buyer');
    t.string('address', { extensions: auth({ anyOf: [{ role: 'CLERK' }, { owner: 'buyer' }] }) });
  },
});
const sku = nonNull(idArg());
const Query = queryType({
  definition(t) {
    t.list.field('products', { type: 'Product', extensions: publicField(), resolve: products });
    t.field('order', { type: 'Order', args: { id: sku }, extensions: auth(), resolve: (_, { id }) => order(id) });
  },
});
const Mutation = mutationType({
  definition(t) {
    t.field('restock', { type: 'Product', args: { sku }, extensions: auth({ role: 'CLERK' }), resolve: restock });
    t.field('setPrice', {
      type: 'Product',
      args: { sku, price: nonNull(intArg()) },
      extensions: auth({ role: 'MANAGER' }),
      resolve: (_, { price }) => setPrice(price),
    });
  },
});

const schema = makeSchema({ types: [Role, Product, Order, Query, Mutation], shouldGenerateArtifacts: false });
const access = protectSchema(schema, { viewerOf: ({ viewer }) => viewer, addDefinitions: true });
const context = ({ raw }) => ({ viewer: viewerOf(raw.headers.authorization) });
const server = createServer(createHandler({ schema: access.schema, context }));
server.listen(Number(process.env.PORT ?? 4000), 'localhost', () => {
  console.log(`Ready at http://localhost:${server.address().port}/`);
});
