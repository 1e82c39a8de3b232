using KosmosProbe.Host.Configuration;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Live;

/// <summary>
/// What there is to know about configuration and rules, told once: what holds of the next ones as well is not told
/// again at every reload.
/// </summary>
/// <param name="log">Where it is told.</param>
internal sealed class LoadMessages(ILogger<LoadMessages> log)
{
    private HashSet<string> _ofConfig = [];
    private HashSet<string> _ofRules = [];

    /// <summary>Tells what is new about a configuration.</summary>
    /// <param name="config">The one in force from now on.</param>
    public void Tell(LoadedConfig config)
    {
        foreach (string warning in config.Warnings.Where(warning => !_ofConfig.Contains(warning)))
        {
            log.ConfigWarning(warning);
        }

        _ofConfig = [.. config.Warnings];
    }

    /// <summary>Tells what is new about rules.</summary>
    /// <param name="rules">The ones in force from now on.</param>
    public void Tell(LoadedRules rules)
    {
        string[] warnings = [.. rules.Hints, .. rules.Warnings, .. BlindSpots.Of(rules.Rules)];
        foreach (string warning in warnings.Where(warning => !_ofRules.Contains(warning))) log.RulesWarning(warning);
        foreach (string remark in rules.Remarks.Where(remark => !_ofRules.Contains(remark))) log.RulesRemark(remark);
        foreach (var file in rules.Files.Where(file => !_ofRules.Contains(file.Name))) log.RulesFile(file.Name);
        _ofRules = [.. warnings, .. rules.Remarks, .. rules.Files.Select(static file => file.Name)];
    }
}
