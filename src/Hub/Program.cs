using IntegrationHub.Hub.Cli;

return await CommandTree.RunAsync(args);
