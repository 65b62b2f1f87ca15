/** Import this before anything of the host: `vscode` is the stub from then on, so that wording can be tested in plain Node. */
import { registerHooks } from 'node:module';

const stub = new URL('./vscodeStub.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: stub, shortCircuit: true } : next(specifier, context),
});
