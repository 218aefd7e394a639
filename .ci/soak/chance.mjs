// What is left to chance.

export function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/** One of the names, each as often as its weight says. */
export function pickByWeight(weights) {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  let left = Math.random() * all;
  return Object.keys(weights).find((name) => {
    left -= weights[name];
    return left < 0;
  });
}
