return KosmosProbe.Host.CommandLine.ProbeCommandLine.Run(args);
