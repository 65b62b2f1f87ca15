/** What each failure means for a person and what to do next: the one place where errors become words. */
import { l10n } from 'vscode';
import type { ApiError, AppError, DecodeError, InputError, StorageError } from '../core/errors.ts';
import { errorText, isError } from '../core/errors.ts';
import type { CommandId } from './contributions.ts';
import { describeInputFile } from './describeInputFile.ts';

export interface NextStep {
  readonly title: string;
  readonly command: CommandId | 'openBilling' | 'openSettings' | 'manageTrust';
  readonly args?: readonly unknown[];
}

export interface Description {
  /** One or two sentences: what happened, what it means, what to do. */
  readonly text: string;
  /** The service's own words, untrusted, to be shown as plain text behind ours. */
  readonly reason?: string;
  readonly nextSteps: readonly NextStep[];
}

const steps = {
  setKey: (): NextStep => ({ title: l10n.t('Set API Key…'), command: 'apiInOne.setApiKey' }),
  useSandbox: (): NextStep => ({ title: l10n.t('Use the Sandbox'), command: 'apiInOne.useSandbox' }),
  showLog: (): NextStep => ({ title: l10n.t('Show Log'), command: 'apiInOne.showLog' }),
  billing: (): NextStep => ({ title: l10n.t('Buy Credits'), command: 'openBilling' }),
  trust: (): NextStep => ({ title: l10n.t('Manage Trust…'), command: 'manageTrust' }),
  setting: (id: string): NextStep => ({
    title: l10n.t('Open Settings'),
    command: 'openSettings',
    args: [id],
  }),
};

function stepTo(step: NonNullable<ReturnType<typeof describeInputFile>['step']>): NextStep {
  if (step === 'manageTrust') return steps.trust();
  if ('setting' in step) return steps.setting(step.setting);
  return { title: l10n.t('Set Keys…'), command: step.command };
}

function describeApi(e: ApiError): Description {
  const reason = e.reason === undefined ? {} : { reason: e.reason };
  switch (e.code) {
    case 'authentication_error':
      return {
        text: l10n.t(
          'The service refused the API key: it is missing, wrong or revoked. Nothing was charged. Set a valid key; tasks that wait go on then.',
        ),
        nextSteps: [steps.setKey()],
        ...reason,
      };
    case 'insufficient_credits':
      return {
        text: l10n.t(
          'Your account has too few credits for this. Nothing was charged. Buy credits, then try again.',
        ),
        nextSteps: [steps.billing()],
        ...reason,
      };
    case 'rate_limit':
      return {
        text: l10n.t('The service is limiting requests. Nothing was lost or charged; try again in a minute.'),
        nextSteps: [],
        ...reason,
      };
    case 'invalid_request':
      return {
        text: l10n.t(
          'The service did not accept the request. Nothing was charged. Change the fields it names and try again.',
        ),
        nextSteps: [steps.showLog()],
        ...reason,
      };
    case 'not_found':
      return {
        text: l10n.t('The service does not know this task or model. Check the id or choose another model.'),
        nextSteps: [],
        ...reason,
      };
    case 'server_error':
      return {
        text: l10n.t(
          'The service has a problem of its own (HTTP {0}). Wait a little, then try again.',
          e.status,
        ),
        nextSteps: [steps.showLog()],
        ...reason,
      };
    case 'other':
      return {
        text: l10n.t(
          'The service answered in an unexpected way (HTTP {0}). Try again; if it stays, look at the log.',
          e.status,
        ),
        nextSteps: [steps.showLog()],
        ...reason,
      };
  }
}

function describeDecode(e: DecodeError): string {
  switch (e.reason) {
    case 'notJson':
      return l10n.t(
        'The answer is not from the service: something on the way, such as a proxy or a sign-in page, answered instead. Check the network, then try again.',
      );
    case 'tooLarge':
      return l10n.t(
        'The answer is too large to be right, so it was not read. Try again; if it stays, look at the log.',
      );
    case 'torn':
      return l10n.t('The answer broke off in the middle. Try again.');
    case 'redirect':
      return l10n.t(
        'The service address leads elsewhere. The key was not sent there. Check the setting apiInOne.baseUrl.',
      );
    case 'shape':
      return l10n.t('The answer has a form that this version does not know ({0}). Look at the log.', e.path);
  }
}

function describeInput(e: InputError): string {
  const [field, limit] = [e.field, String(e.limit ?? '')];
  switch (e.rule) {
    case 'required':
      return l10n.t('"{0}" is needed.', field);
    case 'unknownModel':
      return l10n.t(
        'There is no model "{0}" for this. Choose one from the list or add it in the setting apiInOne.models.',
        limit,
      );
    case 'type':
      return l10n.t('"{0}" has a value of the wrong kind; expected: {1}.', field, limit);
    case 'tooShort':
      return l10n.t('"{0}" is too short: at least {1} characters.', field, limit);
    case 'tooLong':
      return l10n.t('"{0}" is too long: at most {1} characters.', field, limit);
    case 'tooSmall':
      return l10n.t('"{0}" is too small: at least {1}.', field, limit);
    case 'tooLarge':
      return l10n.t('"{0}" is too large: at most {1}.', field, limit);
    case 'notOneOf':
      return l10n.t('"{0}" must be one of: {1}.', field, limit);
    case 'tooFew':
      return l10n.t('"{0}" needs at least {1}.', field, limit);
    case 'tooMany':
      return l10n.t('"{0}" takes at most {1}.', field, limit);
    case 'notUrl':
      return l10n.t('"{0}" must be an address that begins with https://.', field);
    case 'exclusive':
      return l10n.t('"{0}" and "{1}" exclude each other: leave one out.', field, limit);
    case 'notAllowed':
      if (limit === '') return l10n.t('"{0}" has a value that cannot be used here.', field);
      return l10n.t('"{0}" cannot be used with the other values chosen ({1}).', field, limit);
    case 'total':
      return l10n.t('"{0}" adds up to more than {1}.', field, limit);
  }
}

function describeStorage(e: StorageError): Description {
  switch (e.reason) {
    case 'noKey':
      return {
        text: l10n.t('No API key is set. Set one, or use the sandbox to try everything without a key.'),
        nextSteps: [steps.setKey(), steps.useSandbox()],
      };
    case 'keyStoreRefused':
      return {
        text: l10n.t(
          'The key store of this computer refused. Unlock the keyring, or set the environment variable API_IN_ONE_API_KEY, then restart.',
        ),
        nextSteps: [steps.showLog()],
      };
    case 'diskFull':
      return {
        text: l10n.t('The disk is full. Make room, then save again; the result is still there.'),
        nextSteps: [],
      };
    case 'noPermission':
      return {
        text: l10n.t('The folder cannot be written to. Choose another place with "Save to…".'),
        nextSteps: [],
      };
    case 'tooLarge':
      return {
        text: l10n.t('The file is larger than this place takes. Choose another place with "Save to…".'),
        nextSteps: [],
      };
    case 'badContent':
      return {
        text: l10n.t(
          'What the service sent is not a media file, so it was not saved. Save again later, or look at the log.',
        ),
        nextSteps: [steps.showLog()],
      };
    case 'truncated':
      return { text: l10n.t('The file broke off on the way and was not saved. Save again.'), nextSteps: [] };
    case 'noFolder':
      return {
        text: l10n.t(
          'There is no folder to save to, or a file stands in its place. Open a folder or choose a place with "Save to…".',
        ),
        nextSteps: [],
      };
    case 'outsideFolder':
      return {
        text: l10n.t(
          'The output folder leads out of the workspace, so nothing was written. Check the setting apiInOne.output.folder.',
        ),
        nextSteps: [steps.setting('apiInOne.output.folder')],
      };
    case 'untrusted':
      return {
        text: l10n.t(
          'This folder is open in Restricted Mode, so nothing is written into it. Trust it, or choose a folder outside of it.',
        ),
        nextSteps: [steps.trust()],
      };
    case 'notOpen':
      return {
        text: l10n.t(
          'Its project is not open in any window, so the result was not saved there. Open the project and it is saved by itself, or choose another place with "Save to…".',
        ),
        nextSteps: [],
      };
    case 'badUrl':
      return {
        text: l10n.t('The result has an address that is not safe to fetch, so it was not. Look at the log.'),
        nextSteps: [steps.showLog()],
      };
    case 'gone':
      return {
        text: l10n.t(
          'The file is not at its address any more. Trying again asks the service for a fresh one.',
        ),
        nextSteps: [],
      };
    case 'ledger':
      return {
        text: l10n.t(
          'The list of tasks could not be written, so nothing was sent. Check the disk, then try again.',
        ),
        nextSteps: [steps.showLog()],
      };
    case 'other':
      return { text: l10n.t('Storing failed. The log tells more.'), nextSteps: [steps.showLog()] };
  }
}

/** Words and next steps for one of our errors. */
export function describe(e: AppError): Description {
  switch (e.kind) {
    case 'api':
      return describeApi(e);
    case 'network':
      return e.sent === 'no'
        ? {
            text: l10n.t(
              'The service could not be reached. Nothing was sent. Check the network, then try again.',
            ),
            nextSteps: [steps.showLog()],
          }
        : {
            text: l10n.t(
              'The connection broke after sending. The service may have accepted it; it is not sent again by itself.',
            ),
            nextSteps: [steps.showLog()],
          };
    case 'timeout':
      return e.sent === 'no'
        ? {
            text: l10n.t(
              'The service did not answer in time. Nothing was sent. Check the network, then try again.',
            ),
            nextSteps: [steps.showLog()],
          }
        : {
            text: l10n.t(
              'The service did not answer in time. It may have accepted the request; it is not sent again by itself.',
            ),
            nextSteps: [steps.showLog()],
          };
    case 'cancelled':
      return { text: l10n.t('Cancelled.'), nextSteps: [] };
    case 'decode':
      return { text: describeDecode(e), nextSteps: [steps.showLog()] };
    case 'input':
      return { text: describeInput(e), nextSteps: [] };
    case 'taskFailed':
      return {
        text: l10n.t('The service could not make this. Change the prompt or the model and run it again.'),
        nextSteps: [],
        ...(e.reason === undefined ? {} : { reason: e.reason }),
      };
    case 'storage':
      return describeStorage(e);
    case 'inputFile': {
      const { step, ...words } = describeInputFile(e);
      return { ...words, nextSteps: step === undefined ? [] : [stepTo(step)] };
    }
    case 'budget':
      return {
        text: l10n.t(
          'Your daily limit of credits ({0}) stands in the way: {1} used, about {2} wanted. Nothing was sent.',
          e.limit,
          e.used,
          e.price,
        ),
        nextSteps: [steps.setting('apiInOne.budget.stopAbove')],
      };
    case 'setting':
      return {
        text: l10n.t('The setting {0} has a value that cannot be used.', e.setting),
        reason: e.message,
        nextSteps: [steps.setting(e.setting)],
      };
  }
}

/** The same for anything thrown; what is not ours is a fault of this extension and says so. */
export function describeAny(e: unknown): Description {
  if (isError(e)) return describe(e);
  return {
    text: l10n.t('Something went wrong in the extension itself. The log tells more.'),
    reason: errorText(e),
    nextSteps: [steps.showLog()],
  };
}
