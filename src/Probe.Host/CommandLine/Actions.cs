namespace KosmosProbe.Host.CommandLine;

/// <summary>What the command line can ask for; each gives the exit status.</summary>
internal static class Actions
{
    /// <summary>--page-size</summary>
    public static int PageSize()
    {
        Console.WriteLine($"Your system page size is: {Environment.SystemPageSize}");
        return 0;
    }
    public static int Version(Request request) => 0;
    public static int Support(Request request) => 0;
    public static int ListFields(string? source, ListFormat format, bool namesOnly) => 0;
    public static int ListEvents(ListFormat format) => 0;
    public static int ListIgnoredEvents() => 0;
    public static int Validate(Request request, string[] files) => 0;
    public static int DescribeRules(Request request, string? rule) => 0;
    public static int DryRun(Request request) { var c = request.LoadConfig(); Console.WriteLine(c.Options); foreach (var w in c.Warnings) Console.WriteLine(w); return 0; }
    public static int Live(Request request) => DryRun(request);
    public static int Doctor(Request request) => 0;
}
