import ts from 'typescript';

/** Of a test file: most of what its programs consist of is the same, and is read and bound once. */
const sourceFiles = new Map<string, ts.SourceFile | undefined>();

/** The options of this project, without a search for its files, which takes a second. */
export function projectOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, process.cwd()).options;
}

/** A program of texts by their paths, and of the files that they import. */
export function createProgram(texts: ReadonlyMap<string, string>, options: ts.CompilerOptions): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path);
    if (text !== undefined) return ts.createSourceFile(path, text, version);
    if (!sourceFiles.has(path)) sourceFiles.set(path, getSourceFile(path, version, ...rest));
    return sourceFiles.get(path);
  };
  return ts.createProgram([...texts.keys()], options, host);
}
