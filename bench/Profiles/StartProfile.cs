namespace KosmosProbe.Bench.Profiles;

/// <summary>
/// <c>profile TRACE LOG ASSEMBLIES FILE</c>: makes the profile by which crossgen compiles what else each start would
/// compile: instances of generics that are called through interfaces alone, and what only the runtime itself calls.
/// bench/start.sh makes trace and log.
/// </summary>
internal static class StartProfile
{
    /// <summary>Writes the file and says what is not in it.</summary>
    /// <returns>The exit status.</returns>
    public static int Run(string trace, string log, string assemblies, string file)
    {
        using var metadata = new AssemblyMetadata(assemblies);
        var writer = new ProfileWriter(metadata);
        int count = 0;
        foreach (var method in CompiledMethods.Read(File.ReadAllBytes(trace), File.ReadLines(log)))
        {
            try
            {
                count += writer.Add(method);
            }
            catch (KeyNotFoundException)
            {
                Console.WriteLine($"left out: {method.Type}.{method.Name}");
            }
        }

        writer.Write(file);
        Console.WriteLine($"{count} methods");
        return count > 0 ? 0 : 1;
    }
}
