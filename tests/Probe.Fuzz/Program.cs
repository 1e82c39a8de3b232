using KosmosProbe.Fuzz;
using SharpFuzz;

// Probe.Fuzz TARGET                      takes inputs from afl-fuzz
// Probe.Fuzz TARGET replay FOLDER        runs every file of a folder, names those that fail
// Probe.Fuzz TARGET seeds FROM FOLDER    writes inputs made of the cases and rules under FROM into a folder
if (args.Length == 0 || !FuzzTargets.All.TryGetValue(args[0], out var target))
{
    Console.Error.WriteLine($"expected one of {string.Join(", ", FuzzTargets.All.Keys)}");
    return 2;
}

switch (args[1..])
{
    case []:
        // The program under test lives in a child of its own, so that a stack overflow or a hang ends that child only.
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target(input.ToArray());
        });
        return 0;
    case ["replay", var folder]:
        return Replay.Run(target, folder);
    case ["seeds", var from, var folder]:
        return SeedFiles.Write(args[0], from, folder);
    default:
        Console.Error.WriteLine("expected nothing, replay FOLDER or seeds FROM FOLDER after the target");
        return 2;
}
