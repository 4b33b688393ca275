using IntegrationHub.Exchange;
using IntegrationHub.Shared.Processes;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.EndToEnd.People;

/// <summary>
/// The first administrator as it really goes: the account from the command line, the rest in a browser, wide and on a
/// phone, in both languages. <c>HUB_SHOTS=DIR</c> keeps pictures of every page.
/// </summary>
public sealed class AccountInBrowserTests : IAsyncLifetime
{
    private static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    private readonly string folder = Directory.CreateTempSubdirectory("hub-people-").FullName;
    private readonly List<string> complaints = [];
    private HubProcess? hub;
    private Uri desk = null!;
    private string password = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var at = HubFolder.Write(folder, HubPorts.Free(), postgres: false, rabbitMq: null);
        var yaml = Path.Combine(at.Path, "hub.yaml");
        await File.WriteAllTextAsync(
            yaml, (await File.ReadAllTextAsync(yaml, Ct)).Replace("access: loopback", "access: accounts"), Ct);
        await using var add = new HubProcess(["user", "add", "chief", "--admin", "--config", at.Path]);
        await add.StartAsync(Ct);
        Assert.True(await add.WaitForExitAsync(Ct) == 0, add.Output);
        password = add.Output.Split('\n').Last(l => l.Contains('-')).Trim();
        hub = new(["run", "--config", at.Path], new(at.Http, "/health/ready"));
        await hub.StartAsync(Ct);
        desk = new(at.Http, "/ops");
    }

    [Fact]
    public async Task The_first_administrator_logs_in_enrols_and_adds_a_person()
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Chromium(), Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        page.Console += (_, message) => Complain(message.Type, message.Text);
        page.PageError += (_, error) => Complain("error", error);

        await page.GotoAsync(desk.ToString());
        await ShootAsync(page, "login");
        await page.FillAsync("[name=name]", "chief");
        await page.FillAsync("[name=password]", password);
        await page.ClickAsync("button.main");

        await page.WaitForSelectorAsync("svg.qr path");
        await ShootAsync(page, "enrol");
        var secret = (await page.InnerTextAsync(".secret code")).Replace(" ", "", StringComparison.Ordinal);
        await page.FillAsync("[name=code]", Totp.CodeAt(secret, TimeProvider.System.GetUtcNow()));
        await page.ClickAsync("button.main");
        Assert.Equal(10, await page.Locator(".codes li").CountAsync());
        await ShootAsync(page, "recovery", isOnce: true);
        await page.ClickAsync("a.button");
        await page.FillAsync("[name=password]", "a lake behind the mill");
        await page.FillAsync("[name=again]", "a lake behind the mill");
        await ShootAsync(page, "change", isOnce: true);
        await page.ClickAsync("button.main");

        await page.WaitForURLAsync("**/ops/me"); // an administrator watches no queues
        Assert.Equal(1, await page.Locator("nav a").CountAsync());
        await ShootAsync(page, "me");
        await page.ClickAsync("nav a");
        await page.FillAsync("[name=name]", "wang.yi");
        await page.FillAsync("[name=shown]", "王医生");
        await page.SelectOptionAsync("[name=member]", "county");
        await page.CheckAsync("[value=Clinician]");
        await page.ClickAsync("text=建立账号");
        Assert.Matches("^([a-z0-9]{5}-){3}[a-z0-9]{5}$", await page.InnerTextAsync(".secret code"));
        await ShootAsync(page, "user", isOnce: true);
        await page.GotoAsync(desk + "/users");
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
        await ShootAsync(page, "users");
        await page.GotoAsync(desk + "/messages");
        await page.WaitForSelectorAsync("main .notice.bad");
        await ShootAsync(page, "forbidden");

        Assert.Equal([], complaints); // the 403 of the last page apart, no script, style or picture was refused
    }

    public async ValueTask DisposeAsync()
    {
        if (hub is not null)
            await hub.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private void Complain(string type, string text)
    {
        if (type == "error" && !text.Contains("403", StringComparison.Ordinal))
            complaints.Add(text);
    }

    /// <summary>Nothing runs over the edge of a phone, in either language; a page shown once is not asked for again.</summary>
    private static async Task ShootAsync(IPage page, string name, bool isOnce = false)
    {
        foreach (var language in isOnce ? (string[])["zh"] : ["zh", "en"])
        {
            if (!isOnce)
                await page.GotoAsync(page.Url.Split('?')[0] is var here && language == "en"
                    ? new Uri(new(here), "/ops/language/en?back=" + new Uri(here).AbsolutePath).ToString()
                    : new Uri(new(here), "/ops/language/zh-CN?back=" + new Uri(here).AbsolutePath).ToString());
            foreach (var width in (int[])[1280, 390])
            {
                await page.SetViewportSizeAsync(width, 900);
                var over = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
                Assert.True(over <= 0, $"{name} {language} {width}: {over} pixels too wide");
                if (Environment.GetEnvironmentVariable("HUB_SHOTS") is { } shots)
                    await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"{name}-{language}-{width}.png"), FullPage = true });
            }
        }

        await page.SetViewportSizeAsync(1280, 900);
        if (!isOnce)
            await page.GotoAsync(new Uri(new(page.Url), "/ops/language/zh-CN?back=" + new Uri(page.Url).AbsolutePath).ToString());
    }

    /// <summary>A browser of this machine; else the one Playwright has installed.</summary>
    private static string? Chromium() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(p => Browsers.Select(n => Path.Combine(p, n)))
        .FirstOrDefault(File.Exists);
}
