/**
 * How agents and worlds that are in no table are named: by the file that defines them, or by an installed package, with `#name` for
 * an export that is not the default one: `./my-agent.ts`, `./bandits.ts#ucb`, `@acme/bandits#ts`.
 */

/** Where a definition is. */
export interface Reference {
  /** Path of a file, or what is imported of a package. */
  readonly place: string;
  readonly isPackage: boolean;
  /** Name of the export; absent for the default one. */
  readonly exported?: string;
}

/** A path says by its beginning or its end that it is one; a package by its scope, or by the export that is named. */
const PATH = /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[a-z]:[\\/])|\.[cm]?[jt]s(?:#|$)/i;
const PACKAGE = /^@[^\s/\\]+\/|^[^\s#]+#/;
const CODE = /\.[cm]?[jt]s(?:#.*)?$/is;
const EXPORT_OF_FILE = /^(.+?\.[cm]?[jt]s)#(.*)$/is;
const EXPORT_OF_PACKAGE = /^([^#]+)#(.*)$/s;

/** Whether a text names a file or a package, and nothing of a table. */
export function isReference(text: string): boolean {
  return PATH.test(text) || PACKAGE.test(text);
}

/** Whether a text names code, in a file or a package: a path may be one of a checkpoint as well. */
export function isCodeReference(text: string): boolean {
  return isReference(text) && (!PATH.test(text) || CODE.test(text));
}

/** What a reference names. */
export function parseReference(text: string): Reference {
  const isPackage = !PATH.test(text);
  const [, place = text, exported] = (isPackage ? EXPORT_OF_PACKAGE : EXPORT_OF_FILE).exec(text) ?? [];
  return { place, isPackage, ...(exported !== undefined && { exported }) };
}

/** The name that a definition gets that has none of its own: of its export (`ucbTuned`: `ucb-tuned`), else of its file or package; "" where these have no letter. */
export function nameOf({ place, isPackage, exported }: Reference): string {
  return asName(exported ?? (isPackage ? place : stemOf(place)));
}

/** What of a text can be a name: lower case letters, digits and dashes, a letter first. */
export function asName(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
}

/** A file's name without its folder and its ending. */
function stemOf(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? "").replace(/\.[cm]?[jt]s$/i, "");
}
