using System.Data.Common;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>A database connection string: its password comes from outside and is none everybody knows.</summary>
internal static class ConnectionText
{
    public static string Read(YamlSection exchange, string text, bool demo)
    {
        if (SecretText.IsWholly(text)) // the whole string is the secret
            text = SecretText.Expand(
                text, exchange.Source.Folder, p => exchange.Error("connection", p), w => exchange.Warn("connection", w));
        else if (Password(text, exchange) is { } written && !SecretText.IsFromOutside(written))
            exchange.Error("connection", "the password does not belong in this file: write "
                + "Password=${env:NAME} or Password=${file:PATH}");
        // Values are put in quotes by the builder, so that a ; in a password stays part of it.
        var builder = Builder(text, exchange);
        foreach (var key in builder.Keys.Cast<string>().ToArray())
            builder[key] = SecretText.Expand((string)builder[key], exchange.Source.Folder,
                p => exchange.Error("connection", p), w => exchange.Warn("connection", w));
        if (!demo && Password(builder) is { } value && YamlValues.IsDefaultPassword(value))
            exchange.Error("connection", "the password is a default one, and everybody knows it: choose another one");
        else if (!demo && Password(builder) is { Length: > 0 and < YamlValues.ShortestSecret })
            exchange.Error("connection", $"a password of fewer than {YamlValues.ShortestSecret} characters can be guessed: "
                + "choose a longer one");
        if (!builder.ContainsKey("host") && !builder.ContainsKey("server"))
            exchange.Error("connection", "names no Host");
        CheckServer(builder, exchange, exchange.Flag("insecure", false));
        return builder.ConnectionString;
    }

    // Without a checked chain and name, whoever stands between hub and database reads every record and the password.
    private static void CheckServer(DbConnectionStringBuilder builder, YamlSection exchange, bool insecure)
    {
        string Of(params string[] keys) => keys.Select(k => builder.TryGetValue(k, out var v) ? (string)v : "")
            .FirstOrDefault(v => v.Length > 0, "");
        var hosts = Of("host", "server").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var verified = Of("ssl mode", "sslmode").Replace("-", "", StringComparison.Ordinal)
            .Equals("verifyfull", StringComparison.OrdinalIgnoreCase);
        if (verified || hosts.All(h => CertificateFiles.IsThisMachine(h.Split(':')[0])))
            return;
        const string Advice = "add SSL Mode=VerifyFull;Root Certificate=/path/ca.pem";
        if (insecure)
            exchange.Warn("insecure", $"the way to the database is not protected: {Advice}");
        else
            exchange.Error("connection", $"the database is on another machine and does not have to prove who it is: {Advice} "
                + "(or say insecure: true where nobody else is on the wire)");
    }

    private static DbConnectionStringBuilder Builder(string text, YamlSection exchange)
    {
        var builder = new DbConnectionStringBuilder();
        try
        {
            builder.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            exchange.Error("connection", "is no list of Key=Value; pairs");
        }
        return builder;
    }

    private static string? Password(string text, YamlSection exchange) => Password(Builder(text, exchange));

    private static string? Password(DbConnectionStringBuilder builder) =>
        builder.TryGetValue("password", out var value) || builder.TryGetValue("pwd", out value) ? (string)value : null;
}
