using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Metrics;
using KosmosProbe.Host.Reloading;
using KosmosProbe.Host.Web;
using KosmosProbe.Native;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KosmosProbe.Host.Live;

/// <summary>Hosts a live run: signals, logging, the service, the exit status.</summary>
internal static class LiveRun
{
    /// <summary>Runs until a signal, the end of the run time, or a failure.</summary>
    /// <param name="config">The run's configuration.</param>
    /// <param name="source">Where a later one is read.</param>
    /// <param name="programs">On their way; the caller's.</param>
    /// <returns>The exit status.</returns>
    /// <exception cref="ProbeException">The start failed.</exception>
    public static int Run(LoadedConfig config, ConfigSource source, ProgramLoading programs)
    {
        programs.Load(config.Options);
        using var host = Build(source, config, programs);
        SystemdState.Follow(host.Services.GetRequiredService<IHostApplicationLifetime>());
        var service = host.Services.GetRequiredService<ProbeService>();
        try
        {
            host.Run();
        }
        catch (BpfException e)
        {
            throw new ProbeException(e.Message);
        }

        return service.Failure.Length == 0 ? 0 : 1;
    }

    // No defaults: they read configuration files and environment variables that are none of the probe's.
    private static IHost Build(ConfigSource source, LoadedConfig config, ProgramLoading programs)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var threshold = new LogThreshold(config.Options.LogLevel);
        LogSetup.Add(builder.Logging, config.Options, threshold);
        builder.Services.AddSingleton(threshold);
        builder.Services.AddSingleton(source);
        builder.Services.AddSingleton(config);
        builder.Services.AddSingleton(programs);
        builder.Services.AddSingleton(config.Options.Runtimes);
        builder.Services.AddSingleton<ContainerExchange>();
        builder.Services.AddSingleton<ReloadState>();
        builder.Services.AddSingleton<ProbeStatus>();

        // The first to start and the last to stop, so that there is an answer for every question.
        builder.Services.AddSingleton<RuntimeWatch>();
        if (config.Options.WatchesSyscalls)
        {
            builder.Services.AddHostedService(static services => services.GetRequiredService<RuntimeWatch>());
        }

        builder.Services.AddSingleton<ProbeService>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<ProbeService>());

        builder.Services.AddSingleton<LoadMessages>();
        if (config.Options.Record is null)
        {
            builder.Services.AddHostedService<ReloadService>();
            builder.AddStatusServices(config.Options);
        }

        return builder.Build();
    }
}
