// What is asked, and what the answer is.
import { me, orders, rows } from './data.js';

const pick = (object, names) => Object.fromEntries(names.map((name) => [name, object[name]]));
const items = ({ items }) => items.map((item) => pick(item, ['id', 'name', 'price', 'quantity']));

/**
 * `margin` is for ADMIN, and the token is of a USER. What a server makes of it is a matter of its kind:
 * `refused` null and an error each, `ungoverned` it has no rules and answers, `removed` the field is taken out of the
 * query, one error says so, and the data gets a note of it; `rejected` nothing is answered.
 */
export const workloads = {
  small: {
    query: '{ me { id name email } }',
    data: () => ({ me: pick(me, ['id', 'name', 'email']) }),
  },
  list: {
    query: '{ orders { id number placedOn total items { id name price quantity } } }',
    data: () => ({
      orders: orders.map((order) => ({ ...pick(order, ['id', 'number', 'placedOn', 'total']), items: items(order) })),
    }),
  },
  wide: {
    query: '{ rows { id name city score active } }',
    data: () => ({ rows: rows.map((row) => pick(row, ['id', 'name', 'city', 'score', 'active'])) }),
  },
  denied: {
    query: '{ orders { id number placedOn total margin items { id name price quantity } } }',
    data: (answer) => ({
      orders: orders.map((order) => ({
        ...pick(order, ['id', 'number', 'placedOn', 'total']),
        ...(answer === 'refused' && { margin: null }),
        ...(answer === 'ungoverned' && { margin: order.margin }),
        items: items(order),
      })),
      ...(answer === 'removed' && { '@': { orders: { margin: null } } }),
    }),
  },
};

/** The body of the request, the same for every server. */
export function requestBody(name) {
  return JSON.stringify({ query: workloads[name].query });
}
