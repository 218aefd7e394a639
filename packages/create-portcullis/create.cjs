#!/usr/bin/env node
// npm create portcullis my-api
const { initFromCommandLine } = require('create-portcullis');

initFromCommandLine(process.argv.slice(2));
