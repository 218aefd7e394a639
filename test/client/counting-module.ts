import { createTestModule } from '../support/test-module.js';

/** A mutation that says how often it has run, and has something beside that which anonymous viewers may not see. */
export function createCountingModule() {
  let runs = 0;
  const module = createTestModule({
    sdl: `extend type Mutation { count: Counted @public }
      type Counted { runs: Int  secret: String @auth }`,
    resolvers: {
      Mutation: {
        count: () => {
          runs += 1;
          return { runs };
        },
      },
    },
  });
  return { module, runs: () => runs };
}
