/** What the Studio's chat and the host say to each other. The page keeps the conversation, the host asks the model. */

export interface ChatTurn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Web addresses of pictures, films, sound or documents that the question is about. */
  readonly media?: readonly string[];
}

/** How an answer ended: `whole`; `stopped` by the person; `cut` by a limit of the model's. */
export type ChatEnding = 'whole' | 'stopped' | 'cut';

export interface ChatAnswerView {
  readonly text: string;
  readonly ending: ChatEnding;
  /** What it cost, in words; undefined where nobody said, or nothing was paid. */
  readonly credits: string | undefined;
}

/** Name → [params, result]. `id` is the page's own name of a question. */
export interface ChatRequests {
  /** Asks the model once; the last of `turns` is the question. What has arrived so far comes as `chatText`. */
  askChat: [{ readonly id: string; readonly turns: readonly ChatTurn[] }, ChatAnswerView];
  /** The answer to a question of a page that has gone since; undefined where nobody knows of it any more. */
  awaitChat: [{ readonly id: string }, ChatAnswerView | undefined];
  /** Stops reading: what has come is the answer. */
  stopChat: [{ readonly id: string }, undefined];
  copyText: [{ readonly text: string }, undefined];
  /** Into the document that the person was in last. */
  insertText: [{ readonly text: string }, undefined];
}

/** All of an answer that has come so far; empty while the model thinks. */
export interface ChatText {
  readonly id: string;
  readonly text: string;
}
