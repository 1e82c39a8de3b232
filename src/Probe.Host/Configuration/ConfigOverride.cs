namespace KosmosProbe.Host.Configuration;

/// <summary>Applies <c>-o key=value</c> to the tree. A value in braces or brackets is taken as YAML.</summary>
internal static class ConfigOverride
{
    private const int ListItemsMax = 10_000;

    /// <summary>Applies one override.</summary>
    /// <param name="root">The configuration, changed.</param>
    /// <param name="assignment">As written after -o.</param>
    /// <exception cref="ProbeException">It is malformed, or goes through a value that has no parts.</exception>
    public static void Apply(ConfigMap root, string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new ProbeException($"-o {assignment}: expected key=value");
        }

        string path = assignment[..equals];
        var place = new Place("-o " + path, 0, 0);
        var steps = KeyPath.Parse(path);
        var value = Value(assignment[(equals + 1)..], place);

        ConfigNode node = root;
        for (int i = 0; i < steps.Count - 1; i++)
        {
            node = Descend(node, steps[i], steps[i + 1], place);
        }

        Put(node, steps[^1], value, place);
    }

    private static ConfigNode Value(string text, Place place)
    {
        if (text.StartsWith('{') || text.StartsWith('['))
        {
            return ConfigText.ParseNode(text, place.Source)!;
        }

        return new ConfigScalar(place, EnvironmentText.Expand(text, place), quoted: false) { Written = text };
    }

    private static ConfigNode Descend(ConfigNode node, KeyPath.Step step, KeyPath.Step next, Place place)
    {
        var child = Child(node, step, place);
        if (child is null or ConfigScalar { IsNull: true })
        {
            child = next.Key is null ? new ConfigList(place) : new ConfigMap(place);
            Put(node, step, child, place);
        }

        return child;
    }

    private static ConfigNode? Child(ConfigNode node, KeyPath.Step step, Place place) => node switch
    {
        ConfigMap map when step.Key is { } key => map.Find(key),
        ConfigList list when step.Key is null =>
            step.Index >= 0 && step.Index < list.Items.Count ? list.Items[step.Index] : null,
        _ => throw NoSuchPart(node, step, place),
    };

    private static void Put(ConfigNode node, KeyPath.Step step, ConfigNode value, Place place)
    {
        switch (node)
        {
            case ConfigMap map when step.Key is { } key:
                map.Set(key, place, value);
                break;
            case ConfigList list when step.Key is null && step.Index < 0:
                list.Items.Add(value);
                break;
            case ConfigList list when step.Key is null && step.Index < ListItemsMax:
                while (list.Items.Count <= step.Index)
                {
                    list.Items.Add(new ConfigScalar(place, "", quoted: false));
                }

                list.Items[step.Index] = value;
                break;
            default:
                throw NoSuchPart(node, step, place);
        }
    }

    private static ProbeException NoSuchPart(ConfigNode node, KeyPath.Step step, Place place) =>
        new($"{place}: {node.Kind} has no {(step.Key is { } key ? $"key '{key}'" : $"item {step.Index}")}");
}
