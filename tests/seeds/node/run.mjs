// Runs a TypeScript sample as the module it is and prints, as JSON, what it exports and the last answer it got.
// usage: node run.mjs SAMPLE.ts
import { readFile } from 'node:fs/promises';
import ts from 'typescript';

let answer;
const send = globalThis.fetch;
globalThis.fetch = async (...request) => {
  const response = await send(...request);
  answer = { status: response.status, body: await response.clone().json() };
  return response;
};
const source = await readFile(process.argv[2], 'utf8');
const { outputText, diagnostics } = ts.transpileModule(source, {
  fileName: process.argv[2],
  reportDiagnostics: true,
  compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
});
if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
const exported = await import(`data:text/javascript,${encodeURIComponent(outputText)}`);
console.log(JSON.stringify({ ...answer, exported }));
