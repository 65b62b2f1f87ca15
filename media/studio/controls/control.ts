/** What every control is, whatever it edits. A control reports its value and knows nothing of the rest. */
import type { FieldView, MediaType } from '../../../src/shared/fieldView.ts';
import type { ProblemView } from '../../../src/shared/protocol.ts';

/** Says a word of the panel in the person's language; `{0}` in it is replaced. */
export type Word = (text: string, value?: string) => string;

/** What an address leads to, for a picture beside it. */
export interface ShownInput {
  readonly title: string;
  /** Undefined where the page may not show it. */
  readonly src: string | undefined;
  readonly media: MediaType;
}

/** A saved result that can be the input of another task. */
export interface ResultInput extends ShownInput {
  readonly id: string;
  readonly output: number;
  readonly src: string;
}

export interface ControlContext {
  readonly word: Word;
  /** The control's own element has this id; its parts have ids that begin with it. */
  readonly id: string;
  /** Takes the field's new value; `undefined` means: back to the default. */
  change(value: unknown): void;
  /** Results that the person has, newest first. */
  results(media: MediaType): readonly ResultInput[];
  addressOf(result: ResultInput): Promise<string | undefined>;
  chooseFile(media: MediaType): Promise<string | undefined>;
  /** What this address leads to, where that is known. */
  shownAt(url: string): ShownInput | undefined;
}

export interface Control<V extends FieldView = FieldView> {
  readonly element: HTMLElement;
  /** True where it has several parts: the label then names the group. */
  readonly isGroup: boolean;
  /** Takes over what is to be had now. The value only where `writes`: what a person is typing is theirs. */
  update(view: V, writes: boolean): void;
  /** Ties the field's texts to it, and marks what breaks a rule. */
  describe(describedBy: string | undefined, problem: ProblemView | undefined): void;
  /** Puts the focus where the problem is, or where one begins. */
  focus(problem?: ProblemView): void;
}

/** `view` is required now: the words for it. */
export function requirement(view: FieldView): string | undefined {
  return view.isRequired ? 'true' : undefined;
}
