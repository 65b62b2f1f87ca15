/** One field of a form as the panel draws it: plain, translated, with the limits that count now. */

export interface OptionView {
  readonly value: string | number;
  readonly label: string;
}

/** What an address must lead to. */
export type MediaType = 'image' | 'video' | 'audio' | 'any';

interface FieldViewCommon {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly isRequired: boolean;
  /** Shown at once; the others wait behind "More options". */
  readonly isPrimary: boolean;
  /** What is to be made is said here. */
  readonly isPrompt: boolean;
  /** Label of the filled field that takes this one's place. */
  readonly excludedBy?: string;
}

export interface TextView extends FieldViewCommon {
  readonly type: 'text';
  readonly value: string;
  readonly isMultiline: boolean;
  /** Unicode code points. */
  readonly maxLength?: number;
  readonly suggestions?: readonly string[];
}

export interface ChoiceView extends FieldViewCommon {
  readonly type: 'choice';
  readonly value: string | number | undefined;
  readonly options: readonly OptionView[];
  readonly isAspectRatio: boolean;
  /** There is a choice of "none". */
  readonly canBeEmpty: boolean;
}

export interface NumberView extends FieldViewCommon {
  readonly type: 'number';
  readonly value: number | undefined;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly step: number;
  readonly unit?: string;
}

export interface BooleanView extends FieldViewCommon {
  readonly type: 'boolean';
  readonly value: boolean;
}

export interface UrlsView extends FieldViewCommon {
  readonly type: 'urls';
  readonly value: readonly string[];
  /** False where the value is one text, not a list of texts. */
  readonly isList: boolean;
  readonly maxItems: number;
  readonly media: MediaType;
}

export interface JsonView extends FieldViewCommon {
  readonly type: 'json';
  readonly value: string;
}

export interface ColumnView {
  readonly name: string;
  readonly label: string;
  readonly isNumber: boolean;
  readonly isMultiline: boolean;
  readonly isRequired: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly unit?: string;
  readonly suggestions?: readonly string[];
}

export type RowView = Readonly<Record<string, string | number>>;

export interface RowsView extends FieldViewCommon {
  readonly type: 'rows';
  readonly value: readonly RowView[];
  readonly columns: readonly ColumnView[];
  readonly maxItems?: number;
  /** The sum of a number column has a limit. */
  readonly total?: { readonly column: string; readonly maximum: number; readonly unit?: string };
}

export type FieldView = TextView | ChoiceView | NumberView | BooleanView | UrlsView | JsonView | RowsView;
