namespace IzzyPS;

/// <summary>What kind of value a field holds. The kind decides how the value is read, sent, compared and shown.</summary>
public enum FieldKind
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A decimal number. The API takes a JSON number.</summary>
    Number,

    /// <summary>An amount in PLN with two decimals. The API takes a JSON string.</summary>
    Money,

    /// <summary>A day. The API takes the ISO form, for example <c>2026-11-28</c>.</summary>
    Date,

    /// <summary>One of the API's words.</summary>
    Word,

    /// <summary>A showroom. The file has the partner's number; the API takes a UUID.</summary>
    Location,
}
