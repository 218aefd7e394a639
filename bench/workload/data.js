// What every server answers from: the same objects, made once.

const ORDERS = 50;
const ITEMS_PER_ORDER = 5;
const ROWS = 1000;
const CITIES = ['Aachen', 'Bergen', 'Cádiz', 'Delft', 'Évora', 'Faro', 'Graz'];

export const me = Object.freeze({ id: 'user-1', name: 'Ada Lovelace', email: 'ada@example.com' });

export const orders = Object.freeze(Array.from({ length: ORDERS }, (_, index) => order(index + 1)));

export const rows = Object.freeze(Array.from({ length: ROWS }, (_, index) => row(index + 1)));

function order(number) {
  const items = Array.from({ length: ITEMS_PER_ORDER }, (_, index) => item(number, index + 1));
  const total = items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  const placedOn = `2026-01-${String((number % 28) + 1).padStart(2, '0')}`;
  return Object.freeze({ id: `order-${number}`, number, placedOn, total, margin: total / 4, items });
}

/** Prices are quarters, so that no sum of them is rounded. */
function item(order, index) {
  return Object.freeze({
    id: `item-${order}-${index}`,
    name: `Item ${index} of order ${order}`,
    price: ((order * 7 + index * 13) % 400) / 4 + 0.25,
    quantity: ((order + index) % 9) + 1,
  });
}

function row(index) {
  return Object.freeze({
    id: `row-${index}`,
    name: `Row number ${index}`,
    city: CITIES[index % CITIES.length],
    score: (index * 37) % 101,
    active: index % 3 === 0,
  });
}
