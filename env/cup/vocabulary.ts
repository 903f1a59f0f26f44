/**
 * The 42 categories of the News Category Dataset (Misra, arXiv 2209.11429; HuffPost, 2012–2022) with their listed
 * sizes. Names and sizes are facts of the data set; every word and frame is SlateLab's own.
 */
import * as arts from "./vocabulary/arts.ts";
import * as economy from "./vocabulary/economy.ts";
import * as family from "./vocabulary/family.ts";
import * as home from "./vocabulary/home.ts";
import * as learning from "./vocabulary/learning.ts";
import * as leisure from "./vocabulary/leisure.ts";
import * as oddities from "./vocabulary/oddities.ts";
import * as planet from "./vocabulary/planet.ts";
import * as affairs from "./vocabulary/public-affairs.ts";
import * as style from "./vocabulary/style.ts";
import type { Category } from "./vocabulary/types.ts";
import * as voices from "./vocabulary/voices.ts";
import * as wellbeing from "./vocabulary/wellbeing.ts";
import * as world from "./vocabulary/world.ts";

export type { Category, Vocabulary } from "./vocabulary/types.ts";

/**
 * In the order of the hidden dimensions: category c is dimension c. It is the order in which the data set first names them: with it
 * the users who like both of two related categories are the ones whom a replay of known clicks kept longest (docs/calibration.md).
 */
export const CATEGORIES: readonly Category[] = [
  { name: "U.S. NEWS", weight: 1341, group: "nation", vocabulary: affairs.usNews },
  { name: "COMEDY", weight: 5937, group: "screen", vocabulary: leisure.comedy },
  { name: "PARENTING", weight: 8791, group: "family", vocabulary: family.parenting },
  { name: "WORLD NEWS", weight: 3664, group: "world", vocabulary: world.worldNews },
  { name: "CULTURE & ARTS", weight: 1030, group: "arts", vocabulary: arts.cultureAndArts },
  { name: "TECH", weight: 2326, group: "economy", vocabulary: economy.tech },
  { name: "SPORTS", weight: 5400, group: "screen", vocabulary: leisure.sports },
  { name: "ENTERTAINMENT", weight: 17362, group: "screen", vocabulary: leisure.entertainment },
  { name: "POLITICS", weight: 35602, group: "nation", vocabulary: affairs.politics },
  { name: "WEIRD NEWS", weight: 3651, group: "curiosities", vocabulary: oddities.weirdNews },
  { name: "ENVIRONMENT", weight: 1509, group: "planet", vocabulary: planet.environment },
  { name: "EDUCATION", weight: 1014, group: "learning", vocabulary: learning.education },
  { name: "CRIME", weight: 4113, group: "nation", vocabulary: affairs.crime },
  { name: "SCIENCE", weight: 2574, group: "economy", vocabulary: economy.science },
  { name: "WELLNESS", weight: 17945, group: "health", vocabulary: wellbeing.wellness },
  { name: "BUSINESS", weight: 5992, group: "economy", vocabulary: economy.business },
  { name: "STYLE & BEAUTY", weight: 9814, group: "style", vocabulary: style.styleAndBeauty },
  { name: "FOOD & DRINK", weight: 6340, group: "home", vocabulary: home.foodAndDrink },
  { name: "MEDIA", weight: 3653, group: "nation", vocabulary: affairs.media },
  { name: "QUEER VOICES", weight: 6347, group: "voices", vocabulary: voices.queerVoices },
  { name: "HOME & LIVING", weight: 4884, group: "home", vocabulary: home.homeAndLiving },
  { name: "WOMEN", weight: 4195, group: "voices", vocabulary: voices.women },
  { name: "BLACK VOICES", weight: 5077, group: "voices", vocabulary: voices.blackVoices },
  { name: "TRAVEL", weight: 9900, group: "home", vocabulary: leisure.travel },
  { name: "MONEY", weight: 2254, group: "economy", vocabulary: economy.money },
  { name: "RELIGION", weight: 2945, group: "learning", vocabulary: learning.religion },
  { name: "LATINO VOICES", weight: 1074, group: "voices", vocabulary: voices.latinoVoices },
  { name: "IMPACT", weight: 3955, group: "economy", vocabulary: planet.impact },
  { name: "WEDDINGS", weight: 4370, group: "family", vocabulary: family.weddings },
  { name: "COLLEGE", weight: 1144, group: "learning", vocabulary: learning.college },
  { name: "PARENTS", weight: 4572, group: "family", vocabulary: family.parents },
  { name: "ARTS & CULTURE", weight: 1323, group: "arts", vocabulary: arts.artsAndCulture },
  { name: "STYLE", weight: 2577, group: "style", vocabulary: style.style },
  { name: "GREEN", weight: 3488, group: "planet", vocabulary: planet.green },
  { name: "TASTE", weight: 2310, group: "home", vocabulary: home.taste },
  { name: "HEALTHY LIVING", weight: 6694, group: "health", vocabulary: wellbeing.healthyLiving },
  { name: "THE WORLDPOST", weight: 4572, group: "world", vocabulary: world.theWorldpost },
  { name: "GOOD NEWS", weight: 1398, group: "curiosities", vocabulary: oddities.goodNews },
  { name: "WORLDPOST", weight: 3426, group: "world", vocabulary: world.worldpost },
  { name: "FIFTY", weight: 1414, group: "health", vocabulary: wellbeing.fifty },
  { name: "ARTS", weight: 2107, group: "arts", vocabulary: arts.arts },
  { name: "DIVORCE", weight: 3783, group: "family", vocabulary: family.divorce },
];
