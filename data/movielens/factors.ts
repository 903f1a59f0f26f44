/** What movies.dat or movies.csv say of movies, as factors. */
import type { FactorWords, ItemTexts } from "../../src/core/interaction-data.ts";

/** Genres as `ItemTexts` has them. */
const BETWEEN = ", ";
/** What GroupLens writes where a movie has none. */
const NO_GENRE = "(no genres listed)";
/** The year behind a title, or the first of several: `Toy Story (1995)`, `Fawlty Towers (1975-1979)`. */
const YEAR = /\((\d{3})\d(?:[-–]\d{0,4})?\)\s*$/;

/** Genres, of which a movie may have several, and the decade in which it came out. */
export function movieFactors({ titles, genres }: ItemTexts): FactorWords[] {
  return [
    { name: "genre", words: genres.map(genresOf) },
    { name: "decade", words: titles.map(decadeOf) },
  ];
}

function genresOf(text: string): string[] {
  return text.split(BETWEEN).filter((genre) => genre !== "" && genre !== NO_GENRE);
}

function decadeOf(title: string): string[] {
  const decade = YEAR.exec(title)?.[1];
  return decade === undefined ? [] : [`${decade}0s`];
}
