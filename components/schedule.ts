import { z } from "zod";

const field = String.raw`(\*|\d+(-\d+)?)(\/\d+)?(,(\*|\d+(-\d+)?)(\/\d+)?)*`;
const cron = new RegExp(`^${Array<string>(5).fill(field).join(" ")}$`);

/** A time that comes again, as cron says it: minute, hour, day of month, month, day of week. */
export const Cron = z.string().refine((said) => cron.test(said), {
    error: "is not a time as cron says it",
    params: {
        allowed: "five fields of numbers or *: minute, hour, day of month, month, day of week",
        fix: 'write for example "0 2 * * *", every night at two',
    },
});
