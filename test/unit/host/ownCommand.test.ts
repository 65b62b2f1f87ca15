/** Batch files of Windows as a command of the person's own: refused, since a shell would read the file's name. */
import '../../support/stubVscode.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputFileError, isError } from '../../../src/core/errors.ts';
import { addressByCommand } from '../../../src/host/inputs/ownCommand.ts';

const { describeInputFile } = await import('../../../src/host/describeInputFile.ts');

const file = { path: 'C:\\pictures\\a&calc.png', name: 'a&calc.png' };

async function reasonOf(program: string, platform: NodeJS.Platform): Promise<string> {
  // Already over: what is not refused is never started.
  const over = AbortSignal.abort();
  const e = await addressByCommand([program, '${file}'], file, over, platform).catch(
    (caught: unknown) => caught,
  );
  assert.ok(isError(e));
  return e instanceof InputFileError ? e.reason : e.kind;
}

test('a batch file is refused on Windows, however its name is written', async () => {
  for (const program of ['upload.cmd', 'C:\\tools\\Upload.BAT', 'upload.cmd.', 'upload.bat . '])
    assert.equal(await reasonOf(program, 'win32'), 'batchFile', program);
  for (const program of ['upload.exe', 'upload', 'node', 'cmd', 'upload.cmd.exe', 'bat'])
    assert.equal(await reasonOf(program, 'win32'), 'cancelled', program);
});

test('elsewhere the same names are programs', async () => {
  assert.equal(await reasonOf('upload.cmd', 'linux'), 'cancelled');
  assert.equal(await reasonOf('upload.bat', 'darwin'), 'cancelled');
});

test('the refusal says what to name instead, and leads to the setting', () => {
  const { text, step } = describeInputFile(new InputFileError({ reason: 'batchFile', name: 'a.png' }));
  assert.match(text, /Name the \.exe, or node and its script/);
  assert.deepEqual(step, { setting: 'apiInOne.inputs.command' });
});
