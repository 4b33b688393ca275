using IntegrationHub.Exchange;
using IntegrationHub.Integration.Dashboard;
using IntegrationHub.Integration.Store;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Accounts as one process of the hub has them; several rigs over one database are several processes.</summary>
internal sealed class PeopleRig : IAsyncDisposable
{
    public static readonly AccountKeeper Keeper = new("test", null, null);

    private readonly ServiceProvider services;

    public PeopleRig(IStoreDatabase database, ShiftedClock clock)
    {
        Clock = clock;
        services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(clock)
            .AddSingleton(database.OpenAgain(clock))
            .AddSingleton<IDeskTrail>(Trail)
            .AddExchangeDesk(new ExchangeOptions { Members = DeskScene.Members }).BuildServiceProvider();
    }

    public ShiftedClock Clock { get; }

    public ActList Trail { get; } = new();

    public PeopleDesk People => services.GetRequiredService<PeopleDesk>();

    public LoginDesk Login => services.GetRequiredService<LoginDesk>();

    public SessionDesk Sessions => services.GetRequiredService<SessionDesk>();

    public PersonTokens Tokens => services.GetRequiredService<PersonTokens>();

    public IntegrationHub.Exchange.ClientTokens Clients =>
        services.GetRequiredService<IntegrationHub.Exchange.ClientTokens>();

    public HubDb Db => services.GetRequiredService<HubDb>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static PersonDraft Draft(string name, string member, params PersonRole[] roles) =>
        new(name, "", member, roles, []);

    /// <summary>A new account with its one-time password.</summary>
    public async Task<string> AddAsync(PersonDraft draft)
    {
        var added = await People.AddAsync(draft, Keeper, Ct);
        Assert.True(added.IsOk, string.Join("; ", added.Errors.Select(e => e.Text)));
        return added.Value;
    }

    /// <summary>An account whose owner has been through the whole first login.</summary>
    public async Task<Enrolled> EnrolAsync(PersonDraft draft)
    {
        var first = (await Login.PasswordAsync(draft.Name, await AddAsync(draft), "here", Ct)).Value;
        Assert.Equal(LoginStage.Enrol, first.Stage);
        var secret = (await Login.SecretAsync(first.Cookie, Ct)).Value;
        var (second, recovery) = (await Login.EnrolAsync(first.Cookie, Code(secret), "here", Ct)).Value;
        Assert.Equal(LoginStage.Change, second.Stage);
        const string Password = "a lake behind the mill";
        var third = (await Login.ChangeAsync(second.Cookie, null, Password, Ct)).Value;
        Assert.Equal(LoginStage.Open, third.Stage);
        return new(draft.Name, Password, secret, third.Cookie, recovery);
    }

    /// <summary>The code of this moment.</summary>
    public string Code(string secret) => Totp.CodeAt(secret, Clock.GetUtcNow());

    /// <summary>A code that was never shown: the next step's.</summary>
    public string NextCode(string secret)
    {
        Clock.Advance(TimeSpan.FromSeconds(Totp.StepSeconds));
        return Code(secret);
    }

    public async Task<LoginStep> LogInAsync(Enrolled person)
    {
        var step = (await Login.PasswordAsync(person.Name, person.Password, "here", Ct)).Value;
        Assert.Equal(LoginStage.Code, step.Stage);
        return (await Login.CodeAsync(step.Cookie, NextCode(person.Secret), "here", Ct)).Value;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();

    public sealed record Enrolled(
        string Name, string Password, string Secret, string Cookie, IReadOnlyList<string> Recovery);

    /// <summary>Keeps what was told.</summary>
    public sealed class ActList : IDeskTrail
    {
        public List<DeskAct> Acts { get; } = [];

        public Task TellAllAsync(IReadOnlyList<DeskAct> acts, CancellationToken ct)
        {
            lock (Acts)
                Acts.AddRange(acts);
            return Task.CompletedTask;
        }
    }
}
