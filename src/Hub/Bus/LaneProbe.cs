using IntegrationHub.Dashboard;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace IntegrationHub.Hub.Bus;

/// <summary>Asks the broker how long its queues are, for the operations desk.</summary>
internal sealed class LaneProbe(BrokerConnections connections, BrokerTopology topology) : ILaneProbe, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim one = new(1, 1);
    private IConnection? connection;

    public async Task<IReadOnlyList<LaneDepth>> ReadAsync(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        await one.WaitAsync(deadline.Token);
        try
        {
            if (connection is not { IsOpen: true })
            {
                if (connection is not null)
                    await connection.DisposeAsync();
                connection = null;
                connection = await connections.OpenAsync("lane probe", deadline.Token);
            }
            return await ReadAsync(connection, deadline.Token);
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        one.Dispose();
    }

    private async Task<IReadOnlyList<LaneDepth>> ReadAsync(IConnection open, CancellationToken ct)
    {
        var depths = new List<LaneDepth>();
        var channel = await open.CreateChannelAsync(cancellationToken: ct);
        try
        {
            foreach (var queue in topology.Queues)
            {
                var found = await channel.QueueDeclarePassiveAsync(queue, ct);
                depths.Add(new(queue, found.MessageCount, Consumers: (int)found.ConsumerCount));
            }
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            // Not declared yet: the channel is closed by the broker, what was read so far is the answer.
        }
        finally
        {
            await channel.DisposeAsync();
        }
        return depths;
    }
}
