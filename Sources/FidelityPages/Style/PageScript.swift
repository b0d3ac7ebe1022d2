/// The script of pages: sorting and filtering of long tables. Without it everything is there to be read.
enum PageScript {
  static let text = """
    (function(){"use strict";
    var words=document.body.dataset;
    function value(row,column){return row.cells[column].textContent.trim();}
    function number(text){var found=text.replace(",",".").match(/^[-+]?[0-9.]+/);return found?parseFloat(found[0]):NaN;}
    document.querySelectorAll(".sortable").forEach(function(box){
    var table=box.querySelector("table"),body=table.tBodies[0],rows=Array.prototype.slice.call(body.rows);
    Array.prototype.forEach.call(table.tHead.rows[0].cells,function(head,column){
    var button=document.createElement("button");button.type="button";button.textContent=head.textContent;
    button.title=words.sort.replace("{column}",head.textContent);head.textContent="";head.appendChild(button);
    button.addEventListener("click",function(){
    var down=head.getAttribute("aria-sort")==="ascending";
    Array.prototype.forEach.call(table.tHead.rows[0].cells,function(other){other.removeAttribute("aria-sort");});
    head.setAttribute("aria-sort",down?"descending":"ascending");
    rows.sort(function(a,b){var x=value(a,column),y=value(b,column),p=number(x),q=number(y),order;
    if(!isNaN(p)&&!isNaN(q)){order=p-q;}else if(x===""||y===""){order=x===y?0:x===""?1:-1;return order;}
    else{order=x.localeCompare(y);}
    return down?-order:order;});
    rows.forEach(function(row){body.appendChild(row);});});});
    if(rows.length<20){return;}
    var label=document.createElement("label"),input=document.createElement("input");
    label.className="filter";label.textContent=words.filter;input.type="search";label.appendChild(input);
    box.parentNode.insertBefore(label,box);
    input.addEventListener("input",function(){var wanted=input.value.toLowerCase();
    rows.forEach(function(row){row.hidden=row.textContent.toLowerCase().indexOf(wanted)<0;});});});
    })();
    """
}
