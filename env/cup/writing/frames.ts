/** Frames that categories of one register share; each category has its own beside them. Slots: `template.ts`. */
import { list, type Register } from "../vocabulary/types.ts";

/** Sentence frames of headlines and descriptions. */
export interface Frames {
  readonly headlines: readonly string[];
  readonly sentences: readonly string[];
}

/** The frames that all categories of a register share. */
export const SHARED: Readonly<Record<Register, Frames>> = {
  news: {
    headlines: list`
      {surname} {verbs} {topic} {angle}
      {org} {verbs} {topic} {angle}
      {group} {verb} {topic} {angle}
      {role} {person} {verbs} {place} {topic}
      {place} {topic}: what {group} are saying
      why {group} in {place} {verb} the {topic}
      inside {surname}'s {topic} in {place}
      {n} questions about {place}'s {topic}, answered
      {topic} divides {group} in {place}
      the {object} behind {place}'s {topic}
      {surname} faces questions over {object} {angle}
      {topic} puts {surname} and {rival surname} at odds`,
    sentences: list`
      {role} {person} {verbed} the {topic} {angle}, surprising {group} in {place}.
      The {org} has {verbed} the {topic} {angle}, according to two people familiar with the matter.
      {group} in {place} are divided over the {topic}, and the {object} has not helped.
      Months of argument over a {object} led {surname} to {verb} the {topic}.
      {surname} is expected to {verb} the {topic} {angle}.
      What began with a {object} in {place} has grown into a {topic} that {group} cannot ignore.
      Neither {surname} nor {rival surname} would comment on the {topic} when asked {time}.
      It is still unclear what the {topic} will mean for {group} in {place}.
      {person} and {rival} disagree about nearly everything except the {topic}.
      The {org} declined to say {time} whether it would {verb} the {topic}.`,
  },
  advice: {
    headlines: list`
      {n} ways to {verb} a {topic} {angle}
      how {person} learned to {verb} a {topic}
      why {group} should {verb} a {topic} {angle}
      the {topic} that changed everything for {person}
      what {group} get wrong about the {topic}
      {role} {person} on the {topic} and the {object}
      {n} things {group} should know about a {topic}
      is a {topic} right for you? {person} weighs in
      a letter to {group} about the {topic}
      a {object}, a {topic} and {n} lessons
      ask {surname}: should I {verb} a {topic}?
      {group} share their best {topic} advice`,
    sentences: list`
      {role} {person} explains how {group} can {verb} a {topic} {angle}.
      It took {surname} years to {verb} a {topic}, and a {object} made all the difference.
      For many {group} in {place}, a {topic} is harder than it looks.
      We asked {group} in {place} how they {verb} a {topic}, and the answers may surprise you.
      {person} used to laugh at the {topic}, but that was before the {object}.
      There is more to a {topic} than a {object}, as {surname} can tell you.
      At the {org} in {place}, {surname} shows {group} how to {verb} a {topic}.
      If you {verb} only one {topic} this year, make it this one from {place}.`,
  },
  culture: {
    headlines: list`
      {person} {verbs} a {topic} {angle}
      {n} reasons we can't stop talking about {person}'s {topic}
      first look: {person}'s {topic} {angle}
      {person} and {rival} {verb} a {topic} in {place}
      {org} {verbs} {person}'s {topic}
      behind the scenes of {place}'s {topic}
      {group} react to {person}'s {topic} {angle}
      {person} opens up about the {topic} and that {object}
      how a {object} inspired {person}'s {topic}
      {group} {verb} a {topic} {angle}
      meet {person}, the {role} behind {place}'s {topic}
      everything we know about {surname}'s {topic}`,
    sentences: list`
      {role} {person} will {verb} a {topic} {angle}.
      {person} and {rival} joined forces in {place} to {verb} a {topic}.
      The {topic} has {group} talking, and not only in {place}.
      In a conversation {time}, {surname} spoke about the {topic}, {place} and a certain {object}.
      A {object} gave {surname} the idea for the {topic}, which {group} already love.
      The {org} invited {person} to {place} {time} to {verb} a {topic}.
      {surname} is not the first to {verb} a {topic}, but few have done it {angle}.
      Ask {group} about the {topic} and they will tell you about a {object} in {place}.`,
  },
};

/** How a quote becomes a sentence. */
export const ATTRIBUTIONS: readonly string[] = list`
  "{quote}," {surname} said.
  "{quote}," {surname} said {time}.
  "{quote}," said {role} {person}.
  "{quote}," {person} told {group} in {place}.
  {surname} put it simply: "{quote}."
  "{quote}," said {rival} of the {org}.`;
