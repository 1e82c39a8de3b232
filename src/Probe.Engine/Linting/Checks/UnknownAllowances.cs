using KosmosProbe.Engine.Language;

namespace KosmosProbe.Engine.Linting.Checks;

/// <summary>Comments that allow something that no check is named.</summary>
internal static class UnknownAllowances
{
    public static void Run(LintContext context)
    {
        foreach (var (id, span) in context.Allowances.All)
        {
            if (!LintChecks.All.Any(check => check.Id == id))
            {
                string hint = NearestName.Find(id, LintChecks.All.Select(check => check.Id)) is { } nearest
                    ? $"write `{nearest}`"
                    : "see the list of checks in docs/lint.md";
                context.Tell(null, new Place(span, []), $"no check is named `{id}`, so nothing is allowed", hint);
            }
        }
    }
}
