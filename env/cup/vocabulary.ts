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

/** In the order of the hidden dimensions: category c is dimension c. */
export const CATEGORIES: readonly Category[] = [
  { name: "POLITICS", weight: 35602, vocabulary: affairs.politics },
  { name: "WELLNESS", weight: 17945, vocabulary: wellbeing.wellness },
  { name: "ENTERTAINMENT", weight: 17362, vocabulary: leisure.entertainment },
  { name: "TRAVEL", weight: 9900, vocabulary: leisure.travel },
  { name: "STYLE & BEAUTY", weight: 9814, vocabulary: style.styleAndBeauty },
  { name: "PARENTING", weight: 8791, vocabulary: family.parenting },
  { name: "HEALTHY LIVING", weight: 6694, vocabulary: wellbeing.healthyLiving },
  { name: "QUEER VOICES", weight: 6347, vocabulary: voices.queerVoices },
  { name: "FOOD & DRINK", weight: 6340, vocabulary: home.foodAndDrink },
  { name: "BUSINESS", weight: 5992, vocabulary: economy.business },
  { name: "COMEDY", weight: 5937, vocabulary: leisure.comedy },
  { name: "SPORTS", weight: 5400, vocabulary: leisure.sports },
  { name: "BLACK VOICES", weight: 5077, vocabulary: voices.blackVoices },
  { name: "HOME & LIVING", weight: 4884, vocabulary: home.homeAndLiving },
  { name: "PARENTS", weight: 4572, vocabulary: family.parents },
  { name: "THE WORLDPOST", weight: 4572, vocabulary: world.theWorldpost },
  { name: "WEDDINGS", weight: 4370, vocabulary: family.weddings },
  { name: "WOMEN", weight: 4195, vocabulary: voices.women },
  { name: "CRIME", weight: 4113, vocabulary: affairs.crime },
  { name: "IMPACT", weight: 3955, vocabulary: planet.impact },
  { name: "DIVORCE", weight: 3783, vocabulary: family.divorce },
  { name: "WORLD NEWS", weight: 3664, vocabulary: world.worldNews },
  { name: "MEDIA", weight: 3653, vocabulary: affairs.media },
  { name: "WEIRD NEWS", weight: 3651, vocabulary: oddities.weirdNews },
  { name: "GREEN", weight: 3488, vocabulary: planet.green },
  { name: "WORLDPOST", weight: 3426, vocabulary: world.worldpost },
  { name: "RELIGION", weight: 2945, vocabulary: learning.religion },
  { name: "STYLE", weight: 2577, vocabulary: style.style },
  { name: "SCIENCE", weight: 2574, vocabulary: economy.science },
  { name: "TECH", weight: 2326, vocabulary: economy.tech },
  { name: "TASTE", weight: 2310, vocabulary: home.taste },
  { name: "MONEY", weight: 2254, vocabulary: economy.money },
  { name: "ARTS", weight: 2107, vocabulary: arts.arts },
  { name: "ENVIRONMENT", weight: 1509, vocabulary: planet.environment },
  { name: "FIFTY", weight: 1414, vocabulary: wellbeing.fifty },
  { name: "GOOD NEWS", weight: 1398, vocabulary: oddities.goodNews },
  { name: "U.S. NEWS", weight: 1341, vocabulary: affairs.usNews },
  { name: "ARTS & CULTURE", weight: 1323, vocabulary: arts.artsAndCulture },
  { name: "COLLEGE", weight: 1144, vocabulary: learning.college },
  { name: "LATINO VOICES", weight: 1074, vocabulary: voices.latinoVoices },
  { name: "CULTURE & ARTS", weight: 1030, vocabulary: arts.cultureAndArts },
  { name: "EDUCATION", weight: 1014, vocabulary: learning.education },
];
