import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Viewer } from '../../access/index.js';
import { conclusionText, type ExplainedPath, explain, viewerOfToken, viewerText } from '../../access/report/index.js';
import type { ErrorCode, PortcullisError } from '../../errors.js';
import { bearerOf } from '../../tokens/index.js';
import { withoutValues } from '../graphql/error-message.js';
import { refusedBody } from '../graphql/graphql-handler.js';
import { type Answer, errorAnswer, jsonAnswer, NO_STORE } from '../http/answer.js';
import { BodyError } from '../http/read-body.js';
import type { AccessPageOptions, ReadBody } from './access-page.js';
import { createReadOperation } from './read-operation.js';
import { problemAnswer } from './refuse-viewer.js';
import { readTried, type Tried } from './tried.js';

/** So much of a response key or of a reason is told: a document can have one that is as long as itself, in each path. */
const MAX_CHARACTERS = 200;
const MAX_TYPES = 20;

interface TryOutOptions extends Pick<AccessPageOptions, 'access' | 'config'> {
  readonly identityOf: AccessPageOptions['triedIdentityOf'];
}

/**
 * Explains an operation to whoever may see the page: what each of its paths would be answered, and why. It is parsed and
 * bounded as an operation is, and not run. Of the token that it is tried with nothing is logged.
 */
export function createTryOut({ access, config, identityOf }: TryOutOptions) {
  const readOperation = createReadOperation(access.schema, config);
  const { table } = access;
  const viewerOf = async (request: IncomingMessage, { token, role }: Tried): Promise<Viewer | PortcullisError> => {
    if (token === undefined)
      return viewerOfToken({ roles: role === undefined ? [] : [role], claims: undefined }, table);
    const bearer = bearerOf({ headers: new Headers({ authorization: `Bearer ${token}` }) });
    const { viewer, viewerProblem } = await identityOf(request, bearer);
    return viewerProblem ?? viewer;
  };
  return async (request: IncomingMessage, readBody: ReadBody): Promise<Answer> => {
    try {
      const tried = readTried(await readBody(request), table.roles);
      if (typeof tried === 'string') return errorAnswer(400, { code: 'BAD_REQUEST', message: tried }, NO_STORE);
      const operation = readOperation(tried);
      const viewer = await viewerOf(request, tried);
      if (viewer instanceof Error) return problemAnswer(viewer);
      const explanation = explain(access, { ...operation, viewer });
      if (explanation === 'too large')
        return refused('OPERATION_TOO_COMPLEX', 'The operation has more in it than is looked at.');
      const { paths, isCut } = explanation;
      const problem =
        tried.token !== undefined && viewer.reason !== null ? `The token does not count: ${viewer.reason}.` : null;
      const told = { viewer: viewerText(viewer, table.roles), reason: problem && viewer.reason, problem };
      const conclusion = conclusionText(explanation) || null;
      return jsonAnswer(
        200,
        { ...told, conclusion: conclusion && clip(conclusion), paths: paths.map(tellPath), isCut },
        NO_STORE,
      );
    } catch (error) {
      if (error instanceof BodyError) return refusedBody(error);
      if (!(error instanceof GraphQLError)) throw error;
      const isTooComplex = error.extensions.code === ('OPERATION_TOO_COMPLEX' satisfies ErrorCode);
      return refused(isTooComplex ? 'OPERATION_TOO_COMPLEX' : 'BAD_USER_INPUT', withoutValues(error, error.message));
    }
  };
}

/** The page shows it as a tree. */
function tellPath({ path, on, access, because, by }: ExplainedPath) {
  return {
    key: clip(path.at(-1) ?? ''),
    depth: path.length - 1,
    on: on.slice(0, MAX_TYPES),
    access,
    because: clip(because),
    by: by.slice(0, MAX_TYPES).map(({ coordinate, location }) => `${coordinate} ${location}`),
  };
}

function clip(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
}

function refused(code: ErrorCode, message: string): Answer {
  return errorAnswer(400, { code, message }, NO_STORE);
}
