/** The Studio as it is installed: a form for every model, what a day's limit says, and how it looks in three themes. */
import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { FrameLocator } from 'playwright-core';
import { formFields } from '../../src/core/catalogue/form.ts';
import { createCatalogue } from '../../src/core/catalogue/index.ts';
import type { ModelChoice } from '../../src/core/catalogue/types.ts';
import { kinds } from '../../src/shared/views.ts';
import { scenariosIn } from '../rig/scenario.ts';
import type { Workbench } from '../rig/workbench.ts';
import { startFakeApi } from '../support/fakeApi/startFakeApi.ts';

const fake = await startFakeApi();
const scenario = scenariosIn({
  env: { API_IN_ONE_API_KEY: fake.key },
  // Less than any picture costs.
  machineSettings: { 'apiInOne.baseUrl': fake.baseUrl, 'apiInOne.budget.stopAbove': 2 },
});

// After the window: it would keep connections open.
after(() => fake.close());

const catalogue = createCatalogue();

async function openStudio(workbench: Workbench): Promise<FrameLocator> {
  await workbench.commandPalette('API in One: Open Studio');
  const studio = workbench.webview();
  await studio.getByRole('textbox', { name: 'Prompt' }).waitFor();
  return studio;
}

/** Resolves when the form has these fields, in any order, each with something to enter a value with. */
async function whenDrawn(studio: FrameLocator, choice: ModelChoice): Promise<void> {
  const names = formFields(choice, {}).map(field => field.spec.name);
  const wanted = JSON.stringify([...names].sort());
  const script = `form => new Promise((resolve, reject) => {
    const begun = Date.now();
    const look = () => {
      const fields = [...form.querySelectorAll('[data-field]')];
      const drawn = JSON.stringify(fields.map(field => field.dataset.field).sort());
      const isWhole = fields.every(field => field.querySelector('input, textarea, select') !== null);
      if (drawn === ${JSON.stringify(wanted)} && isWhole) resolve(undefined);
      else if (Date.now() - begun > 15000) reject(new Error('the form shows ' + drawn));
      else requestAnimationFrame(look);
    };
    look();
  })`;
  await studio.locator('.form').evaluate(script);
}

for (const theme of ['dark', 'light', 'highContrast'] as const)
  scenario(`the Studio says what the day's limit refuses, ${theme}`, { theme }, async ({ workbench }) => {
    const studio = await openStudio(workbench);
    await studio.getByRole('textbox', { name: 'Prompt' }).fill('a boat');
    await studio.locator('#run').click();
    const refusal = studio.locator('.run-error');
    await refusal.getByText(/Your daily limit of credits \(2\)/).waitFor();
    await workbench.screenshot('refused');
    await refusal.getByRole('button').click();
    await workbench.page
      .locator('.settings-editor .setting-item', { hasText: 'Stop Above' })
      .first()
      .waitFor();
    assert.deepEqual(fake.posts(), [], 'nothing was ordered');
  });

scenario('the Studio draws a form for every model', { theme: 'light' }, async ({ workbench }) => {
  const studio = await openStudio(workbench);
  for (const kind of kinds) {
    await studio.locator(`#tab-${kind}`).click();
    const choices = catalogue.choices(kind);
    for (const choice of choices) {
      if (choices.length > 1)
        await studio.locator('#model').selectOption(choice.variant?.value ?? choice.spec.slug);
      await whenDrawn(studio, choice);
    }
    await workbench.screenshot(`form-${kind}`);
  }
  assert.deepEqual(workbench.consoleErrors(/apiinone|api-in-one/i), []);
});
