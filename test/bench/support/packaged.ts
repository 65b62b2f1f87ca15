import { packageExtension } from '../../rig/build.ts';

let packaging: Promise<string> | undefined;

/** The VSIX, made once for all benches of a run; `dist` then holds the production bundles. */
export function packagedExtension(): Promise<string> {
  packaging ??= packageExtension();
  return packaging;
}
