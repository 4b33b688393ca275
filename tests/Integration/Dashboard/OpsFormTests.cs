using System.Net;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>Buttons of the pages as a browser without script presses them: with what the page's own form holds.</summary>
public sealed partial class OpsFormTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_stopped_and_started_again()
    {
        await using var host = await DeskHost.StartAsync();

        foreach (var (command, state) in ((string, string)[])[("stop", "已停止"), ("start", "运行中")])
        {
            var form = await FormOfAsync(host, "/ops/channels", "value=\"county-lis\"");
            Assert.Contains(("command", command), form.Fields);
            var answer = await host.Client.FormAsync(form.Action, Ct, form.Fields);
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
            var page = await host.Client.GetStringAsync(answer.Headers.Location, Ct);
            Assert.Matches($"class=\"notice good\"[^§]*county-lis[^§]*?{state}", page);
        }
        Assert.All(host.Gateways.Commands.Cast<CommandChannel>(), c => Assert.Equal("county-lis", c.Channel));
    }

    [Fact]
    public async Task A_dead_letter_is_corrected_and_replayed()
    {
        await using var host = await DeskHost.StartAsync();
        var form = await FormOfAsync(host, $"/ops/messages/{DeskScene.Dead}", "<textarea");

        var answer = await host.Client.FormAsync(
            form.Action, Ct, [.. form.Fields, ("editedRaw", "MSH|^~\\&|A\r\nPID|1||测试")]);

        Assert.Equal($"/ops/trace?id={DeskScene.Dead}&done=replayed&n=1", answer.Headers.Location!.OriginalString);
        Assert.All(host.Gateways.Commands.Cast<CommandReplay>(), c => Assert.Equal("MSH|^~\\&|A\rPID|1||测试", c.EditedRaw));
        Assert.Contains("1", await host.Client.GetStringAsync(answer.Headers.Location, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selected_dead_letters_are_replayed_and_none_selected_is_said()
    {
        await using var host = await DeskHost.StartAsync();
        var form = await FormOfAsync(host, "/ops/deadletters", "name=\"ids\"");
        var none = form.Fields.Where(f => f.Name != "ids").ToArray();

        Assert.Equal(2, form.Fields.Length - none.Length);
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.FormAsync(form.Action, Ct, none)).StatusCode);

        var partly = await host.Client.FormAsync(form.Action, Ct, form.Fields); // the second one is nowhere
        Assert.Equal(HttpStatusCode.OK, partly.StatusCode);
        Assert.Contains("No such dead letter here.", await partly.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ops/channels")]
    [InlineData("/ops/streams")]
    [InlineData("/ops/deadletters/replay")]
    public async Task An_empty_form_is_the_readers_mistake(string action)
    {
        await using var host = await DeskHost.StartAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await host.Client.FormAsync(action, Ct)).StatusCode);
        Assert.Empty(host.Gateways.Commands);
    }

    private static async Task<(string Action, (string Name, string Value)[] Fields)> FormOfAsync(
        DeskHost host, string page, string mark)
    {
        var html = await host.Client.PageAsync(page, Ct);
        var form = Form().Matches(html).Single(f => f.Value.Contains(mark, StringComparison.Ordinal));
        var fields = Field().Matches(form.Value).Select(f => (f.Groups[1].Value, WebUtility.HtmlDecode(f.Groups[2].Value)));
        return (form.Groups[1].Value, [.. fields]);
    }

    [GeneratedRegex(@"<form [^>]*method=""post"" action=""([^""]+)"".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex(@"<(?:input|button)[^>]* name=""([^""]+)"" value=""([^""]*)""")]
    private static partial Regex Field();
}
