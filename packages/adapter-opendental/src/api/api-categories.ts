import { z } from 'zod';
import { IMAGE_CATEGORIES, PORTAL_FLAG, type ImageCategory } from '../files/image-categories.js';
import type { ApiCalls, ApiRequest } from './api-calls.js';
import { noAnswer } from './refusal.js';

const PAGE = 100;

const Definition = z.object({
  DefNum: z.union([z.number().int(), z.string()]).transform(String),
  ItemName: z.string(),
  ItemValue: z.string().nullish(),
  isHidden: z.union([z.boolean(), z.string()]).transform((hidden) => String(hidden).toLowerCase() === 'true'),
});

/** The image categories of the practice (Open Dental API, Definitions). Throws what ApiCalls throws. */
export async function readCategories(calls: ApiCalls, signal: AbortSignal): Promise<readonly ImageCategory[]> {
  const categories: ImageCategory[] = [];
  for (;;) {
    const query = { Category: IMAGE_CATEGORIES, includeHidden: 'true', Limit: PAGE, Offset: categories.length };
    const request: ApiRequest = { method: 'GET', path: 'definitions', query };
    const answer = await calls.call(request, signal);
    const page = z.array(Definition).safeParse(answer.kind === 'done' ? answer.body : undefined);
    if (!page.success) throw noAnswer(request, 'the answer has another form than is documented');
    categories.push(...page.data.map(categoryOf));
    if (page.data.length < PAGE) return categories;
  }
}

function categoryOf({ DefNum, ItemName, ItemValue, isHidden }: z.infer<typeof Definition>): ImageCategory {
  return {
    number: DefNum,
    name: ItemName.trim(),
    hidden: isHidden,
    portal: (ItemValue ?? '').includes(PORTAL_FLAG),
  };
}
