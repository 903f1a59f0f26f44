/** What a text for a terminal looks like. Loads nothing: every command begins with it. */
import { styleText } from "node:util";

/** What a text is made for. */
export interface TextStyle {
  /** Columns of the terminal. */
  readonly width: number;
  /** May it be coloured? */
  readonly colour: boolean;
}

/** What is made for where nothing is known of the terminal: a file, a pipe. */
export const PLAIN: TextStyle = { width: 80, colour: false };

type Style = Parameters<typeof styleText>[0];

/** Colours a text where colours are wanted. */
export function painted(text: string, style: Style, { colour }: Pick<TextStyle, "colour">): string {
  return colour ? styleText(style, text, ALWAYS) : text;
}

/** Whether there may be colours is decided before: later versions of Node would look at stdout again. */
const ALWAYS = { validateStream: false } as const;
