/** The request body of the page "Post an Activity on a Lead", byte for byte. */
export const exampleBody = `{
  "RelatedProspectId": "00727844-51aa-11e2-9e64-12314004ac6b",
  "ActivityEvent": 201,
  "ActivityNote": "Your Activity Note",
  "ProcessFilesAsync": true,
  "ActivityDateTime": "2015-10-11 12:13:44",
  "Fields": [
    {
      "SchemaName": "mx_Custom_1",
      "Value": "123123123"
    },
    {
      "SchemaName": "mx_Custom_2",
      "Value": "123"
    },
    {
      "SchemaName": "mx_Custom_3",
      "Value": "3"
    },
    {
      "SchemaName": "mx_Custom_4",
      "Value": "4"
    },
    {
      "SchemaName": "mx_Custom_5",
      "Value": "2016-07-07 10:55:00"
    },
    {
      "SchemaName": "mx_Custom_6",
      "Value": "Value for Custom field"
    },
    {
      "SchemaName": "mx_Custom_7",
      "Value": "Value for Custom field"
    },
    {
      "SchemaName": "mx_Custom_8",
      "Value": "1"
    },
    {
      "SchemaName": "mx_Custom_9",
      "Value": "Value for Custom field"
    },
    {
      "SchemaName": "mx_Custom_10",
      "Value": ""
    },
    {
      "SchemaName": "mx_Custom_11",
      "Value": ""
    },
    {
      "SchemaName": "mx_Custom_12",
      "Value": ""
    },
    {
      "SchemaName": "mx_Custom_13",
      "Value": "Value for Custom field"
    },
    {
      "SchemaName": "mx_Custom_14",
      "Value": "Value for Custom field"
    },
    {
      "SchemaName": "mx_Custom_15",
      "Value": "asd"
    }
  ]
}`
