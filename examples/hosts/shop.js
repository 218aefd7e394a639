const pen = { sku: 'pen', price: 3, cost: 1 };

export const products = () => [pen];
export const order = (id) => ({ id, buyer: 'ada', address: '12 St James Square' });
export const restock = () => pen;
export const setPrice = (price) => Object.assign(pen, { price });
