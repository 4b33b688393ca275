using IntegrationHub.Contracts;
using IntegrationHub.Dashboard.Pages.People;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Dashboard;

/// <summary>Accounts for whoever keeps them.</summary>
internal static class UserRoutes
{
    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapGet("/users", ListAsync).Needs(DeskRight.ManageUsers);
        ops.MapPost("/users", AddAsync).Needs(DeskRight.ManageUsers);
        ops.MapGet("/users/{name}", (string name, HttpContext http, PageFrame frame, PeopleDesk people, CancellationToken ct)
            => OneAsync(name, null, http, frame, people, ct)).Needs(DeskRight.ManageUsers);
        ops.MapPost("/users/{name}/{command}", CommandAsync).Needs(DeskRight.ManageUsers);
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, PageFrame frame, PeopleDesk people, CancellationToken ct)
    {
        var keeper = Visitor.Of(http).Keeper;
        return await frame.ShowAsync<UsersPage>(http, ct, ("OnlyMember", keeper.Member),
            ("People", await people.ListAsync(keeper, http.Request.Query["after"].ToString(), ct)));
    }

    private static async Task<IResult> AddAsync(
        HttpContext http, PageFrame frame, PeopleDesk people, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        var name = form["name"].ToString();
        if (!Draft(name, form).TryGet(out var draft, out var errors)
            || !(await people.AddAsync(draft, Visitor.Of(http).Keeper, ct)).TryGet(out var password, out errors))
            return await frame.ProblemAsync(http, OpsJson.StatusOf(errors), "command", errors, ct);
        return await OneAsync(name, password, http, frame, people, ct);
    }

    private static async Task<IResult> CommandAsync(
        string name, string command, HttpContext http, PageFrame frame, PeopleDesk people, CancellationToken ct)
    {
        var (form, keeper) = (await FormAsync(http, ct), Visitor.Of(http).Keeper);
        if (command is "reset" or "reset-factor")
            return (await people.ResetAsync(name, command == "reset-factor", keeper, ct)).TryGet(out var password, out var why)
                ? await OneAsync(name, password, http, frame, people, ct)
                : await frame.ProblemAsync(http, OpsJson.StatusOf(why), "command", why, ct);
        var done = command switch
        {
            "disable" or "enable" => await people.CloseAsync(name, command == "disable", keeper, ct),
            "roles" => Draft(name, form).TryGet(out var draft, out var errors)
                ? await people.PlaceAsync(draft, keeper, ct)
                : Result<bool>.Failed(errors),
            _ => HubError.FieldMalformed("command", "roles, disable, enable, reset or reset-factor"),
        };
        return done.IsOk
            ? LoginRoutes.SeeOther(http, $"/ops/users/{Uri.EscapeDataString(name)}?done=saved&n=1")
            : await frame.ProblemAsync(http, OpsJson.StatusOf(done.Errors), "command", done.Errors, ct);
    }

    private static async Task<IResult> OneAsync(
        string name, string? password, HttpContext http, PageFrame frame, PeopleDesk people, CancellationToken ct)
    {
        var keeper = Visitor.Of(http).Keeper;
        return (await people.FindAsync(keeper, name, ct)).TryGet(out var person, out var errors)
            ? await frame.ShowAsync<UserPage>(http, ct, ("Person", person), ("Password", password), ("OnlyMember", keeper.Member))
            : await frame.ProblemAsync(http, 404, "notfound", errors, ct);
    }

    private static Result<PersonDraft> Draft(string name, IFormCollection form)
    {
        var errors = new List<HubError>();
        var (roles, grants) = (Words<PersonRole>(form, "roles", errors), Words<DeskRight>(form, "grants", errors));
        return errors.Count > 0
            ? Result<PersonDraft>.Failed(errors)
            : new PersonDraft(name, form["shown"].ToString(), form["member"].ToString(), roles, grants);
    }

    private static List<T> Words<T>(IFormCollection form, string field, List<HubError> errors)
        where T : struct, Enum
    {
        var words = new List<T>();
        foreach (var text in form[field])
            if (Enum.GetNames<T>().Contains(text))
                words.Add(Enum.Parse<T>(text!));
            else
                errors.Add(HubError.FieldMalformed(field, "of " + string.Join(", ", Enum.GetNames<T>())));
        return words;
    }

    private static async Task<IFormCollection> FormAsync(HttpContext http, CancellationToken ct) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;
}
