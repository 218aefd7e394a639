export {
  createExecutor,
  type ExecutionRequest,
  type Executor,
  type ExecutorOptions,
  type ReadyOperation,
  type WrittenResult,
} from './executor.js';
export { JsonText } from './json-text.js';
