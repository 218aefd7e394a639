export { init, initFromCommandLine } from './command-line.js';
export { initProject, type NewProject } from './init-project.js';
