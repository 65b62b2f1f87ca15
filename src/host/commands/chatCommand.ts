/** Ask Gemini: from the palette the answer opens as a document that grows as it arrives; other code gets it as data. */
import * as vscode from 'vscode';
import type { ChatAnswer, ChatMessage, ChatRequest, ToolCall } from '../../core/api/types.ts';
import { InputError } from '../../core/errors.ts';
import { currentOrigin } from '../origin.ts';
import { orderChat, type PaidChat } from '../paidChat.ts';
import { withProgress } from '../present.ts';
import { askText } from '../quickSteps.ts';
import type { Services } from '../services.ts';
import { creditsText } from '../words.ts';
import { type HandlersOf, isProgrammatic } from './registerCommands.ts';

const flushMs = 150;

const roles: readonly unknown[] = ['system', 'developer', 'user', 'assistant', 'tool'];

function toMessage(value: unknown, index: number): ChatMessage {
  const field = `messages[${index}]`;
  if (typeof value !== 'object' || value === null)
    throw new InputError({ field, rule: 'type', limit: 'object' });
  if (!('role' in value && roles.includes(value.role)))
    throw new InputError({ field: `${field}.role`, rule: 'notOneOf', limit: roles.join(', ') });
  return value as ChatMessage;
}

/** The command's argument as a request. Takes `prompt` or `messages`; the other names go through. */
function toRequest(arg: unknown): ChatRequest {
  if (typeof arg !== 'object' || arg === null || Array.isArray(arg))
    throw new InputError({ field: 'request', rule: 'type', limit: 'object' });
  const { prompt, messages, stream: _stream, ...rest } = arg as Readonly<Record<string, unknown>>;
  if (messages !== undefined && !Array.isArray(messages))
    throw new InputError({ field: 'messages', rule: 'type', limit: 'list' });
  if (messages !== undefined && messages.length > 0) return { ...rest, messages: messages.map(toMessage) };
  if (typeof prompt === 'string' && prompt.trim() !== '')
    return { ...rest, messages: [{ role: 'user', content: prompt }] };
  throw new InputError({ field: 'prompt', rule: 'required' });
}

/** Appends to a document in pieces, one edit at a time. */
async function append(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, text);
  await vscode.workspace.applyEdit(edit);
}

async function streamInto(
  chat: PaidChat,
  document: vscode.TextDocument,
  request: ChatRequest,
  signal: AbortSignal,
): Promise<number | undefined> {
  let waiting = '';
  let lastFlush = 0;
  let credits: number | undefined;
  const flush = async (): Promise<void> => {
    const text = waiting;
    waiting = '';
    lastFlush = Date.now();
    if (text !== '') await append(document, text);
  };
  try {
    for await (const event of chat.chatStream(request, signal)) {
      if (event.type === 'content') waiting += event.text;
      if (event.type === 'end') credits = event.credits;
      if (Date.now() - lastFlush >= flushMs) await flush();
    }
  } finally {
    await flush();
  }
  return credits;
}

async function chatInteractively(services: Services): Promise<void> {
  const { l10n, window } = vscode;
  const editor = window.activeTextEditor;
  const selected = editor === undefined ? '' : editor.document.getText(editor.selection);
  const answer = await askText({
    title: l10n.t('API in One: Chat with Gemini'),
    prompt:
      selected === ''
        ? l10n.t('The answer opens beside as a document.')
        : l10n.t('The selected text is sent with the question (characters: {0}).', selected.length),
    placeholder: l10n.t('Ask something'),
    validate: text => (text.trim() === '' ? l10n.t('Ask something.') : undefined),
  });
  if (answer.type !== 'value') return;
  const question = answer.value.trim();
  const content = selected === '' ? question : `${question}\n\n\`\`\`\n${selected}\n\`\`\``;
  const chat = await orderChat(services, { folder: currentOrigin().folder });
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: `# ${question}\n\n`,
  });
  await window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: false,
    preserveFocus: true,
  });
  const credits = await withProgress(l10n.t('Gemini is answering…'), signal =>
    streamInto(chat, document, { messages: [{ role: 'user', content }] }, signal),
  );
  if (credits !== undefined && services.service() === 'live')
    window.setStatusBarMessage(l10n.t('Chat: {0}', creditsText(credits)), 8000);
}

/** With an argument: the whole answer, read as a stream where the argument says so. */
async function chatWith(services: Services, arg: unknown): Promise<ChatAnswer> {
  const request = toRequest(arg);
  const chat = await orderChat(services, { folder: currentOrigin().folder });
  if ((arg as Readonly<Record<string, unknown>>)['stream'] !== true) return chat.chat(request);
  const text = { content: '', reasoning: '' };
  const toolCalls: ToolCall[] = [];
  let finishReason: string | undefined;
  let credits: number | undefined;
  for await (const event of chat.chatStream(request)) {
    if (event.type === 'toolCall') toolCalls.push(event.call);
    else if (event.type === 'end') ({ finishReason, credits } = event);
    else text[event.type] += event.text;
  }
  return { ...text, toolCalls, finishReason, credits, usage: undefined };
}

/** The chat handler. */
export function chatCommand(services: Services): HandlersOf<'apiInOne.chat'> {
  return {
    'apiInOne.chat': async arg =>
      isProgrammatic([arg]) ? chatWith(services, arg) : chatInteractively(services),
  };
}
