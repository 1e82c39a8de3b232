using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Linting;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;

namespace KosmosProbe.Host.Linting;

/// <summary>lint: reads rules files, looks for rules that do not do what they say, and tells.</summary>
internal static class LintRun
{
    /// <summary>Looks at files.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="warnings">Where warnings of loading go, when the output is for reading.</param>
    /// <param name="paths">Files and directories.</param>
    /// <param name="options">How rules are understood, and whether the result is JSON.</param>
    /// <returns>0 when there are no problems, 1 when there are, or when the files do not load.</returns>
    /// <exception cref="ProbeException">There are no files.</exception>
    public static int Run(
        TextWriter output, TextWriter warnings, IReadOnlyList<string> paths, RuleSetOptions options)
    {
        var load = new RuleReport();
        var files = RulePaths.Read(paths, load);
        if (files.Count == 0 && !load.HasErrors)
        {
            throw new ProbeException("no rules files to look at: name some, or set rules_files in the configuration");
        }

        var report = Linter.Run(files, SyscallFields.Table, options, load);
        if (options.Alerts.Form == AlertForm.Json)
        {
            LintOutput.WriteJson(output, report, files.Count);
        }
        else
        {
            // A stock of macros always has some that nothing uses.
            foreach (var warning in load.Warnings.Where(
                static warning => warning.Code is not (RuleCode.UnusedMacro or RuleCode.UnusedList)))
            {
                warnings.WriteLine(warning);
            }

            if (report.RulesCount == 0 && !load.HasErrors)
            {
                warnings.WriteLine(
                    "Warning: no rule is enabled, nothing was looked at; a directory's own directories are not read");
            }

            LintOutput.WriteText(output, report, files.Count);
        }

        return report.IsClean ? 0 : 1;
    }
}
