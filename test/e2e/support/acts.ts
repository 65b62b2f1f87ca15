/** What a person does with the extension, in steps that several scenarios share. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { Workbench } from '../../rig/workbench.ts';

/** Longer than anything the sandbox takes without `slow`. */
const doneMs = 60_000;

/** Palette, model (the first one), prompt, review, go. */
export async function generateImage(workbench: Workbench, prompt: string): Promise<void> {
  const { quickInput } = workbench;
  await workbench.commandPalette('API in One: Generate Image…');
  await quickInput.asksFor('Choose a model');
  await quickInput.accept();
  await answerPrompt(workbench, prompt);
}

/** From the question for the prompt to the end of the questions. */
export async function answerPrompt(workbench: Workbench, prompt: string): Promise<void> {
  const { quickInput } = workbench;
  // Of the title: the questions before and after it show the word too.
  await quickInput.answer('– Prompt', prompt);
  await quickInput.asksFor('Press Enter to generate');
  await quickInput.accept();
  await quickInput.gone();
}

/** The task's row in the list, in this state. */
export function taskRow(workbench: Workbench, title: string, status?: string): Locator {
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return workbench.treeRow(new RegExp(status === undefined ? escaped : `${escaped}, ${status}`));
}

/** Waits until the task's row says this. */
export async function taskIs(workbench: Workbench, title: string, status: string): Promise<Locator> {
  const row = taskRow(workbench, title, status);
  await row.waitFor({ timeout: doneMs });
  return row;
}

/** Files below the folder's `assets/generated`. */
export async function generatedFiles(folder: string): Promise<string[]> {
  return (await readdir(path.join(folder, 'assets/generated')).catch(() => [])).sort();
}

/** Asserts that the file is a whole PNG. */
export async function assertPng(file: string): Promise<void> {
  const content = await readFile(file);
  assert.deepEqual([...content.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], file);
  assert.ok(content.subarray(-12).includes('IEND'), `${file} is cut off`);
}

/** Opens the file with the cursor behind the first `text`, by "Go to Line/Column". */
export async function openBehind(workbench: Workbench, file: string, text: string): Promise<void> {
  await workbench.openFile(path.basename(file));
  const before = (await readFile(file, 'utf8')).split(text)[0];
  const lines = `${before}${text}`.split('\n');
  const [line, column] = [lines.length, (lines.at(-1) ?? '').length + 1];
  await workbench.page.keyboard.press('ControlOrMeta+KeyG');
  await workbench.quickInput.type(`:${line}:${column}`);
  // Before the row is there, Enter goes nowhere.
  await workbench.quickInput.asksFor(`line ${line}`);
  await workbench.quickInput.accept();
  await workbench.statusBarItem(`Ln ${line}, Col ${column}`).waitFor();
}

/** Saves the open editor and resolves with what then stands on the disk, once `holds`. */
export async function savedText(
  workbench: Workbench,
  file: string,
  holds: (text: string) => boolean,
): Promise<string> {
  await workbench.page.keyboard.press('ControlOrMeta+KeyS');
  let text = '';
  await waitUntil(`${path.basename(file)} to be saved`, async () => {
    text = await readFile(file, 'utf8');
    return holds(text);
  });
  return text;
}

/** Resolves once `holds`; for what has no event to wait for. */
export async function waitUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + doneMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
