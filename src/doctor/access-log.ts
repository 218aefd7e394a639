import { access, constants } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { error, ok } from '../toolkit/findings.js';
import type { SubjectCheck } from './subject.js';

/** Whether the file of `ACCESS_LOG` can be written to, or be made. */
export const checkAccessLog: SubjectCheck = async ({ config: { accessLog } }) => {
  if (accessLog?.file === undefined) return [];
  const path = resolve(accessLog.file);
  const isThere = await isUsable(path, constants.F_OK);
  if (await isUsable(isThere ? path : dirname(path), constants.W_OK)) return [ok(`${path} can be written to.`)];
  const what = isThere ? path : `The folder ${dirname(path)}`;
  return [
    error(`${what} cannot be written to, as ACCESS_LOG asks.`, 'Make it, and let the user of the server write it.'),
  ];
};

async function isUsable(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
