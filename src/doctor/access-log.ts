import { resolve } from 'node:path';
import { fileProblem } from '../server/access-log/file-problem.js';
import { fromLine, ok } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** Whether the file of `ACCESS_LOG` can be written to, or be made, as the start asks. */
export const checkAccessLog: SubjectCheck = async ({ config: { accessLog } }) => {
  if (accessLog?.file === undefined) return [];
  const path = resolve(accessLog.file);
  const problem = fileProblem(path);
  return [problem === undefined ? ok(`${path} is writable.`) : fromLine('error', problem)];
};
