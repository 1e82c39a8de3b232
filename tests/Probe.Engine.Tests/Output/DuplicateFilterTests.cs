using System.Text.Json;
using CsCheck;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Tests.Language;
using KosmosProbe.Engine.Tests.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Engine.Tests.Output;

public sealed class DuplicateFilterTests : IDisposable
{
    private const ulong WindowNs = 1000;
    private const string Rules = """
        - rule: Opened
          desc: A file was opened.
          condition: evt.type = openat
          output: opened %fd.name %evt.suppressed
          priority: WARNING
        - rule: Changed
          desc: A file's mode was changed.
          condition: evt.type = chmod
          output: changed
          priority: WARNING
        - rule: Secret
          desc: A secret was opened.
          condition: evt.type = openat and fd.name startswith /etc/shadow
          output: secret %fd.name
          priority: CRITICAL
        """;

    private readonly AlertQueue _queue = new(1 << 20);
    private readonly EventPipeline _pipeline;
    private ulong _now = Records.NowNs;

    public DuplicateFilterTests()
    {
        var node = new NodeState { Clock = new BootClock(TimeZoneInfo.Utc) };
        _pipeline = new EventPipeline(Load(), node, new AlertOptions { Form = AlertForm.Json }, _queue);
    }

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void NothingIsHeldBackUnlessAskedFor()
    {
        for (int i = 0; i < 10; i++) Open("/x");
        Assert.Equal(10, Alerts().Count);
        Assert.Equal(0, _pipeline.Duplicates.Suppressed);
    }

    [Fact]
    public void TheNextAlertTellsHowManyWereHeldBack()
    {
        _pipeline.Duplicates.Use(Settings(burst: 2));
        for (int i = 0; i < 7; i++) Open("/x");
        Open("/y");
        _now += WindowNs;
        Open("/x");
        Open("/x");
        var alerts = Alerts();
        Assert.Equal(["/x", "/x", "/y", "/x", "/x"], alerts.Select(alert => Field(alert, "fd.name").GetString()));
        Assert.Equal([null, null, null, 5L, null], alerts.Select(Suppressed));
        Assert.Equal(
            "opened /x 5", alerts[3].GetProperty("output").GetString()!.Split("Warning ")[1]);
        Assert.Equal("opened /x <NA>", alerts[4].GetProperty("output").GetString()!.Split("Warning ")[1]);
        Assert.Equal(JsonValueKind.Null, Field(alerts[4], "evt.suppressed").ValueKind);
        Assert.Empty(_pipeline.Duplicates.Finish());
    }

    /// <summary>With the fields that the shipped configuration names.</summary>
    [Fact]
    public void CallsThatOpenNothingAreToldApartByTheirFiles()
    {
        const string Key = "  fields: [rule, ";
        string line = File.ReadLines(Repository.At("deploy", "falco.yaml"))
            .Single(static line => line.StartsWith(Key, StringComparison.Ordinal));
        var fields = line[Key.Length..].TrimEnd(']').Split(", ").Select(static name =>
            SyscallFields.Table.TryFind(name, out var field) ? field : throw new InvalidOperationException(name));
        _pipeline.Duplicates.Use(new DuplicateSettings(fields) { WindowNs = WindowNs, Burst = 2 });
        for (int i = 0; i < 24; i++) Chmod($"/srv/{i / 2}");
        Assert.Equal(24, Alerts().Count);
        for (int i = 0; i < 5; i++) Chmod("/srv/0");
        Assert.Empty(Alerts());
    }

    [Fact]
    public void CountStandsAlsoInAlertsThatDoNotAskForIt()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1, exempt: null));
        Open("/etc/shadow");
        Open("/etc/shadow");
        _now += WindowNs;
        Open("/etc/shadow");
        var secrets = Alerts().Where(alert => alert.GetProperty("rule").GetString() == "Secret").ToList();
        string[][] names = [.. secrets.Select(alert => alert.GetProperty("output_fields").EnumerateObject()
            .Select(static field => field.Name).ToArray())];
        Assert.Equal([["evt.time", "fd.name"], ["evt.suppressed", "evt.time", "fd.name"]], names);
        Assert.Equal(1, Suppressed(secrets[1]));
    }

    [Fact]
    public void WhatMattersMostIsNeverHeldBack()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1, exempt: Priority.Critical));
        for (int i = 0; i < 10; i++) Open("/etc/shadow");
        var byRule = Alerts().CountBy(static alert => alert.GetProperty("rule").GetString()!).ToDictionary();
        Assert.Equal(10, byRule["Secret"]);
        Assert.Equal(1, byRule["Opened"]);
    }

    [Fact]
    public void CountThatNoAlertTellsIsToldByTheSweep()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1));
        for (int i = 0; i < 4; i++) Open("/x");
        for (int i = 0; i < 3; i++) Open("/y");
        Assert.Empty(_pipeline.Duplicates.Sweep(_now + WindowNs - 1));
        Assert.Equal(
            [new SuppressedAlerts("Opened", Priority.Warning, 5)], _pipeline.Duplicates.Sweep(_now + WindowNs));
        Assert.Empty(_pipeline.Duplicates.Sweep(_now + (2 * WindowNs)));

        // It begins anew.
        Open("/x");
        Assert.Null(Suppressed(Alerts()[^1]));
    }

    [Fact]
    public void CountOfAnAlertThatFoundNoRoomIsToldByTheSweep()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1));
        for (int i = 0; i < 4; i++) Open("/x");
        while (_queue.TryAdd(new byte[1000])) continue;
        _now += WindowNs;
        Open("/x");
        Assert.True(_queue.Dropped > 0);
        Assert.Equal([new SuppressedAlerts("Opened", Priority.Warning, 3)], _pipeline.Duplicates.Finish());
    }

    [Fact]
    public void OtherRulesAndOtherSettingsTakeNothingAway()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1));
        for (int i = 0; i < 3; i++) Open("/x");
        _pipeline.Use(Load(), new AlertOptions { Form = AlertForm.Json });
        Open("/x");
        Assert.Single(Alerts());
        _pipeline.Duplicates.Use(null);
        Open("/x");
        Assert.Single(Alerts());
        Assert.Equal([new SuppressedAlerts("Opened", Priority.Warning, 3)], _pipeline.Duplicates.Finish());
    }

    [Fact]
    public void EveryAlertIsWrittenOrCounted() =>
        Gen.Select(Gen.Select(Gen.Int[0, 5], Gen.ULong[0, 400]).Array[1, 300], Gen.Int[1, 4]).Sample(
            (steps, burst) =>
            {
                _pipeline.Duplicates.Use(Settings(burst));
                long before = _pipeline.Duplicates.Suppressed;
                var model = new Dictionary<int, (ulong Since, int Written)>();
                int expected = 0;
                foreach (var (file, later) in steps)
                {
                    _now += later;
                    bool isOld = !model.TryGetValue(file, out var kind) || _now - kind.Since >= WindowNs;
                    if (isOld) kind = (_now, 0);
                    if (kind.Written < burst) expected++;
                    model[file] = (kind.Since, kind.Written + 1);
                    Open($"/file{file}");
                }

                var alerts = Alerts();
                long suppressed = _pipeline.Duplicates.Suppressed - before;
                long told = alerts.Sum(alert => Suppressed(alert) ?? 0)
                    + _pipeline.Duplicates.Finish().Sum(static rule => rule.Alerts);
                Assert.Equal(expected, alerts.Count);
                Assert.Equal(steps.Length, alerts.Count + suppressed);
                Assert.Equal(suppressed, told);
            },
            iter: 300, threads: 1);

    [Fact]
    public void MoreKindsThanThereIsRoomForLoseNothing()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1));
        const int Kinds = DuplicateFilter.KindsMax * 2;
        long written = 0;
        for (int i = 0; i < Kinds; i++)
        {
            Open($"/file{i}");
            Open($"/file{i}");
            written += Alerts().Count;
        }

        Assert.Equal(Kinds, written);
        Assert.Equal(Kinds, _pipeline.Duplicates.Suppressed);
        Assert.True(_pipeline.Duplicates.Evicted > 0);
        Assert.Equal(Kinds, Assert.Single(_pipeline.Duplicates.Finish()).Alerts);
    }

    [Fact]
    public void FilteringAllocatesNothingOnceWarm()
    {
        _pipeline.Duplicates.Use(Settings(burst: 1, exempt: null));
        byte[][] records = [.. Enumerable.Range(0, 100).Select(static i => Records.Openat($"/etc/shadow{i}"))];
        const int Times = 200;
        int turns = 0;
        long allocated = Allocation.Of(() =>
        {
            Handle(records, Times);
            turns++;
        });

        Assert.Equal(0, allocated);
        Assert.Equal(2 * 100 * ((turns * Times) - 1), _pipeline.Duplicates.Suppressed);
    }

    private void Handle(byte[][] records, int times)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (byte[] record in records) _pipeline.Handle(record);
            while (_queue.TryTake(out _)) _queue.Release();
        }
    }

    private void Chmod(string path) => _pipeline.Handle(Records.Make<CallEvent>(EventType.Chmod, (ref call, texts) =>
    {
        call.Header.TimeNs = _now;
        call.Texts[0] = texts.Add(path);
    }));

    private void Open(string path) =>
        _pipeline.Handle(Records.Openat(path, (ref open, _) => open.Header.TimeNs = _now));

    private List<JsonElement> Alerts() => JudgedOpens.AlertsOf(_queue);

    private static JsonElement Field(JsonElement alert, string name) =>
        alert.GetProperty("output_fields").GetProperty(name);

    private static long? Suppressed(JsonElement alert) =>
        alert.GetProperty("output_fields").TryGetProperty("evt.suppressed", out var value)
        && value.ValueKind == JsonValueKind.Number
            ? value.GetInt64()
            : null;

    private static DuplicateSettings Settings(int burst, Priority? exempt = Priority.Critical)
    {
        Assert.True(SyscallFields.Table.TryFind("fd.name", out var name));
        return new DuplicateSettings([name]) { WindowNs = WindowNs, Burst = burst, ExemptPriority = exempt };
    }

    private static RuleSet Load() => TestRules.Load(
        Rules, new RuleSetOptions { Matching = RuleMatching.All, Alerts = new AlertOptions { Form = AlertForm.Json } });
}
