using Xunit;

namespace IntegrationHub.Integration.Gateway;

/// <summary>Awaits what becomes true a little later.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<bool> holds, string what, int seconds = 60)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!holds())
        {
            await Task.Delay(20, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested)
                Assert.Fail($"Not within {seconds} s: {what}");
        }
    }
}
